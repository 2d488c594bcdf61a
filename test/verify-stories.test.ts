import { expect, test } from "vitest";
import { forecourt } from "#test/support/forecourt";
import { ask, prepared, request, routes } from "../verify/stories.ts";

test("every route of every manifest can be asked for with success, so that no guarantee passes it by", async () => {
  const world = await forecourt();
  const fixtures = await prepared(world);
  const wrong: string[] = [];
  for (const key of routes.keys()) {
    const asked = await request(fixtures, key);
    const { status, text } = await ask(fixtures, asked);
    if (status !== asked.status) wrong.push(`${key}: ${status} instead of ${asked.status}: ${text}`);
  }
  expect(wrong).toEqual([]);
  expect(routes.size).toBeGreaterThan(60);
}, 60_000);

test("a story can be told again and to another dealer of the same world", async () => {
  const world = await forecourt();
  await prepared(world);
  const fixtures = await prepared(world, { dealer: "paris-autos", first: 500 });
  const wrong: string[] = [];
  const unsafe = [...routes.keys()].filter((key) => !key.startsWith("GET"));
  for (const key of [...unsafe, ...unsafe]) {
    const asked = await request(fixtures, key);
    const { status, text } = await ask(fixtures, asked);
    if (status !== asked.status) wrong.push(`${key}: ${status} instead of ${asked.status}: ${text}`);
  }
  expect(wrong).toEqual([]);
}, 60_000);
