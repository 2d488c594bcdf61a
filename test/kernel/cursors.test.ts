import { expect, test } from "vitest";
import { openCursor, sealCursor } from "#shared/cursor";
import type { Scope } from "#shared/scope";
import { forgetSecrets } from "#shared/secrets";
import { freshStore, inPantry, person } from "./pantry.ts";

const store = freshStore();

const sealed = (scope: Partial<Scope> = {}, position = ["here"]) =>
  inPantry(() => sealCursor(position), scope);
const opened = (cursor: string, scope: Partial<Scope> = {}) => inPantry(() => openCursor(cursor), scope);
const invalid = { status: 400, code: "cursor_invalid" };

test("a cursor opens to the position it was sealed with, in any script", async () => {
  const position = ["2026-11-25#jar", "Übergröße", "果酱"];
  expect(await opened(await sealed({}, position))).toEqual(position);
});

test("a cursor is good for the person, dealer, list and filters it was given for, and for nothing else", async () => {
  const scope = { caller: person("ada", "customer"), action: "GET /v1/jars", filters: "plum" };
  const cursor = await sealed(scope);
  expect(await opened(cursor, scope)).toEqual(["here"]);
  for (const other of [
    { caller: person("bob", "customer") },
    { caller: person("ada", "staff") },
    { dealer: "rome-cars" },
    { action: "GET /v1/notes" },
    { filters: "pear" },
    { filters: undefined },
  ])
    await expect(opened(cursor, { ...scope, ...other })).rejects.toMatchObject(invalid);
});

test("colleagues may go on with each other's lists, and a visitor with their own", async () => {
  const cursor = await sealed({ caller: person("ada", "staff") });
  expect(await opened(cursor, { caller: person("bob", "staff") })).toEqual(["here"]);
  expect(await opened(cursor, { caller: person("anonymous", "anonymous") })).toEqual(["here"]);
});

test("a list without filters is the list whose filters are empty", async () => {
  expect(await opened(await sealed(), { filters: "" })).toEqual(["here"]);
});

test("what is no cursor is refused in the same words: garbage, too short, changed, of an unknown key", async () => {
  const cursor = await sealed();
  const [id, text] = cursor.split(".") as [string, string];
  const bytes = Buffer.from(text, "base64url");
  const changed = Buffer.from(bytes);
  changed[changed.length - 1]! ^= 1;
  const tag = Buffer.from(bytes);
  tag[12]! ^= 1;
  const all = [
    "",
    ".",
    id,
    `${id}.`,
    "garbage",
    `${id}.garbage`,
    `${id}.${"A".repeat(400)}`,
    `${id}.${bytes.subarray(0, 28).toString("base64url")}`,
    `${id}.${changed.toString("base64url")}`,
    `${id}.${tag.toString("base64url")}`,
    `r0.${text}`,
    text,
  ];
  for (const each of all) await expect(opened(each), each).rejects.toMatchObject(invalid);
});

test("a cursor outlives the rotation of its key for as long as the old one is kept", async () => {
  const cursor = await sealed();
  store.now.secrets.root = JSON.stringify({ r2: "a newer root", r1: "a root secret for tests" });
  forgetSecrets();
  expect(await opened(cursor)).toEqual(["here"]);
  expect(await sealed()).toMatch(/^r2\./);
  store.now.secrets.root = JSON.stringify({ r2: "a newer root" });
  forgetSecrets();
  await expect(opened(cursor)).rejects.toMatchObject(invalid);
});

test("the same position is sealed into another text each time, and shows nothing of itself", async () => {
  const [one, other] = [await sealed({}, ["plum"]), await sealed({}, ["plum"])];
  expect(one).not.toBe(other);
  const [, text = ""] = one.split(".");
  const bytes = Buffer.from(text, "base64url");
  expect(bytes.toString("latin1")).not.toContain("plum");
  expect(bytes).toHaveLength(12 + 16 + JSON.stringify(["plum"]).length);
});
