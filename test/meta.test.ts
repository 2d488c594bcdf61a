import { expect, test } from "vitest";
import { forecourt } from "#test/support/forecourt";

test("health says ok only after the table has answered", async () => {
  const world = await forecourt();
  const reply = await world.visitor.get("/v1/health");
  expect(reply.status).toBe(200);
  expect(reply.body).toEqual({ status: "ok", stage: "test", release: "test" });
  expect(world.aws.calls.map(({ operation }) => operation)).toEqual(["GetItem"]);
});
