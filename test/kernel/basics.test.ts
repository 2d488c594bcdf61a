import { afterEach, beforeEach, expect, test } from "vitest";
import * as z from "zod/mini";
import { auditOf } from "#shared/audit";
import { client, connect, dynamo } from "#shared/aws";
import { config } from "#shared/config";
import { defineContext } from "#shared/context";
import { assertNew, claimOf, isKept, keep, replayIfKept } from "#shared/idempotency";
import { id, newId } from "#shared/ids";
import { spend, tooMany, trySpend } from "#shared/limits";
import { once } from "#shared/once";
import { isPersonal, personal } from "#shared/personal";
import { anonymous, type Caller, type Scope, system, within } from "#shared/scope";
import { Setting } from "#shared/settings";
import { Day, Instant, instant, now, turnClock, wait, Zone } from "#shared/time";
import { transact } from "#shared/transact";
import { Localized, say } from "#shared/words";
import { write } from "#shared/write";
import { type Forecourt, forecourt } from "#test/support/forecourt";
import { stored } from "#test/support/seen";
import { bakery, Crumb } from "./bakery.ts";

let world: Forecourt;
beforeEach(async () => {
  world = await forecourt({ contexts: [bakery] });
});
afterEach(() => {
  delete process.env["LIMIT_SCALE"];
});

const ada: Caller = { id: "ada", kind: "staff", permissions: new Set() };
const inBakery = <T>(run: () => Promise<T>, given: Partial<Scope> = {}): Promise<T> =>
  within(
    { context: "bakery", dealer: "oslo-cars", caller: ada, correlation: "c1", action: "bake", ...given },
    run,
  );

test("a moment, a day and a zone are written as everywhere", () => {
  expect(instant(0)).toBe("1970-01-01T00:00:00.000Z");
  const fits = (schema: z.ZodMiniType, text: unknown) => schema.safeParse(text).success;
  expect(
    ["2026-11-25T09:30:00.000Z", "2026-11-25T09:30:00Z", "2026-11-25"].map((text) => fits(Instant, text)),
  ).toEqual([true, false, false]);
  expect(["2026-02-28", "2026-02-30", "2026-2-3"].map((text) => fits(Day, text))).toEqual([
    true,
    false,
    false,
  ]);
  expect(
    ["Europe/London", "UTC", "Mars/Crater", "", `Europe/${"x".repeat(64)}`].map((text) => fits(Zone, text)),
  ).toEqual([true, true, false, false, false]);
});

test("without a test's clock it is the machine's", async () => {
  turnClock({ now: () => 7, wait: async () => undefined });
  expect(now()).toBe(7);
  turnClock();
  const before = Date.now();
  await wait(5);
  expect(now() - before).toBeGreaterThanOrEqual(4);
  expect(Math.abs(now() - Date.now())).toBeLessThan(1000);
});

test("an identifier holds its moment in its first ten letters and chance in the others", () => {
  turnClock({ now: () => 2 ** 48 - 1, wait: async () => undefined });
  expect(newId("ord")).toMatch(/^ord_7zzzzzzzzz[0-9a-hjkmnp-tv-z]{16}$/);
  turnClock({ now: () => 33, wait: async () => undefined });
  expect(newId("ord").slice(0, 14)).toBe("ord_0000000011");
  expect(new Set(Array.from({ length: 50 }, () => newId("a").slice(-16))).size).toBe(50);
  const Order = id("ord");
  for (const bad of [
    "ord_1",
    `lead_${"0".repeat(26)}`,
    `ord_${"i".repeat(26)}`,
    `ord_${"0".repeat(27)}`,
    `xord_${"0".repeat(26)}`,
  ])
    expect(Order.safeParse(bad).success, bad).toBe(false);
  expect(Order.safeParse("nothing").error?.issues[0]?.message).toBe(
    "not an identifier that begins with ord_",
  );
});

test("a text has at least one language, and a reader gets one", () => {
  const fits = (text: unknown) => Localized.safeParse(text).success;
  expect(
    [{ en: "roof" }, { "zh-CN": "天窗" }, {}, { en: "" }, { de: "Dach" }, { en: "x".repeat(4001) }].map(fits),
  ).toEqual([true, true, false, false, false, false]);
  expect([say({ "zh-CN": "天窗" }, "en"), say({ en: "roof", "zh-CN": "天窗" }, "en"), say({}, "en")]).toEqual(
    ["天窗", "roof", ""],
  );
});

test("settings of the environment are read by name, and empty ones are missing", () => {
  process.env["EMPTY_SETTING"] = "";
  expect(config("TABLE_NAME")).toEqual({ TABLE_NAME: "forecourt-test" });
  expect(() => config("EMPTY_SETTING")).toThrow("EMPTY_SETTING");
  delete process.env["EMPTY_SETTING"];
});

test("a dealer's country is two capital letters", () => {
  const fits = (country: string) => Setting().shape.country.safeParse(country).success;
  expect(["GB", "CN", "gb", "GBR", "G", "1B"].map(fits)).toEqual([true, true, false, false, false, false]);
});

test("a context is data: what it does not say, it does not have", () => {
  expect(defineContext({ name: "quiet", summary: "Does nothing." })).toEqual({
    name: "quiet",
    summary: "Does nothing.",
    permissions: [],
    entities: [],
    announces: [],
    routes: {},
    reactions: {},
    triggers: {},
    reads: [],
    writes: [],
    uses: [],
    reactionsUse: [],
    alarms: [],
  });
});

test("a personal field is known however it is wrapped, and others are not", () => {
  const email = personal(z.email());
  const wrapped = [
    z.nullable(email),
    z._default(email, "a@b.co"),
    z.union([z.string(), email]),
    z.array(z.object({ email })),
  ];
  expect(wrapped.map(isPersonal)).toEqual([true, true, true, true]);
  expect(
    [z.nullable(z.string()), z.union([z.string(), z.int()]), z.array(z.string()), z.object({})].map(
      isPersonal,
    ),
  ).toEqual([false, false, false, false]);
});

test("something is made once, at its first use", () => {
  let made = 0;
  const get = once(() => ({ n: (made += 1) }));
  expect(made).toBe(0);
  expect(get()).toBe(get());
  expect(made).toBe(1);
});

test("one client per service and process, connected as the tests say, and the table's with the guard", async () => {
  class Toy {
    readonly settings: object;
    constructor(settings: object) {
      this.settings = settings;
    }
  }
  connect({ region: "eu-north-1" });
  const first = client(Toy);
  expect(client(Toy)).toBe(first);
  expect(first.settings).toEqual({ region: "eu-north-1" });
  expect(dynamo()).toBe(dynamo());
  const steps = dynamo().middlewareStack.identify();
  expect(steps.some((step) => step.startsWith("forecourtKeyGuard"))).toBe(true);
  expect(steps.some((step) => step.startsWith("loggerMiddleware"))).toBe(false);
  connect();
  expect(client(Toy)).not.toBe(first);
  expect(client(Toy).settings).toEqual({});
});

test("who asks too often hears how long to wait, a stage may be generous, and a full bucket costs one call", async () => {
  const allowance = { burst: 2, perMinute: 7 };
  await inBakery(async () => {
    const granted = [];
    for (let n = 0; n < 4; n += 1) granted.push(await trySpend("a", allowance));
    expect(granted).toEqual([true, true, false, false]);
    await expect(spend("a", allowance)).rejects.toMatchObject({
      status: 429,
      code: "too_many_requests",
      extra: { retry_after_seconds: 9 },
    });
    expect(tooMany(3).extra).toEqual({ retry_after_seconds: 3 });
    world.aws.reset();
    await spend("b", allowance);
    expect(world.aws.calls.map(({ operation }) => operation)).toEqual(["UpdateItem"]);
    process.env["LIMIT_SCALE"] = "3";
    const more = [];
    for (let n = 0; n < 8; n += 1) more.push(await trySpend("c", allowance));
    expect(more.filter(Boolean)).toHaveLength(6);
    world.aws.intercept = () => {
      throw new Error("no network");
    };
    await expect(trySpend("d", allowance)).rejects.toThrow();
  });
});

test("what a person writes leaves one record: who, what, from where, and each change", async () => {
  const crumb = await inBakery(async () => Crumb.create({ loaf: newId("loaf"), why: "hungry" }));
  await inBakery(async () => write([crumb], {}), { source: "203.0.113.7" });
  const [record, ...others] = stored(world, "Audit");
  expect(others).toEqual([]);
  expect(record).toMatchObject({
    pk: "oslo-cars#audit#2026-11-25",
    day: "2026-11-25",
    at: "2026-11-25T09:00:00.000Z",
    actor: "ada",
    actor_kind: "staff",
    action: "bake",
    source: "203.0.113.7",
    correlation: "c1",
    changes: [{ entity: "Crumb" }],
  });
  expect(record?.["sk"]).toBe(`2026-11-25T09:00:00.000Z#${String(record?.["id"])}`);
  await inBakery(async () => {
    expect(auditOf([])).toEqual([]);
    expect(auditOf([{ ...crumb, trace: undefined }])).toEqual([]);
    for (const entity of ["Event", "Seen", "Timer", "Audit", "Idempotency", "Effect"])
      expect(auditOf([{ ...crumb, trace: { entity, key: "k" } as never }]), entity).toEqual([]);
  });
  expect(await inBakery(async () => auditOf([crumb]), { caller: system })).toEqual([]);
});

test("a key is one caller's at one dealer, for a day; who is not signed in has it with what they sent", async () => {
  const key = (given: Partial<Scope>, ...asked: Parameters<typeof claimOf>) =>
    inBakery(async () => claimOf(...asked), given);
  const one = await key({}, "k", "POST /v1/a", "body");
  expect(await key({}, "k", "POST /v1/a", "body")).toEqual(one);
  expect((await key({}, "k", "POST /v1/a", "other")).key).toBe(one.key);
  expect((await key({}, "k", "POST /v1/b", "body")).body).not.toBe(one.body);
  const keys = await Promise.all([
    key({}, "k2", "POST /v1/a", "body"),
    key({ caller: { ...ada, id: "eve" } }, "k", "POST /v1/a", "body"),
    key({ caller: { ...ada, kind: "customer" } }, "k", "POST /v1/a", "body"),
    key({ caller: anonymous }, "k", "POST /v1/a", "body"),
    key({ caller: anonymous }, "k", "POST /v1/a", "other"),
    key({ caller: anonymous }, "k", "POST /v1/b", "body"),
    key({ caller: anonymous }, "k2", "POST /v1/a", "body"),
  ]);
  expect(new Set([one, ...keys].map((claim) => claim.key)).size).toBe(8);
});

test("an answer is kept with what it answers, found again for a day, and refuses another request", async () => {
  await inBakery(async () => {
    const claim = claimOf("k", "POST /v1/a", "body");
    expect([isKept(claim), await replayIfKept(claim)]).toEqual([false, undefined]);
    const [looked] = world.aws.calls.filter(({ operation }) => operation === "GetItem");
    expect(looked?.input["ConsistentRead"]).toBe(true);
    await transact([keep(claim, { loaf: "rye" })]);
    expect([isKept(claim), await replayIfKept(claim)]).toMatchObject([
      true,
      { name: "Replay", answer: { loaf: "rye" } },
    ]);
    expect(await replayIfKept({ ...claim, body: "another" })).toMatchObject({
      status: 422,
      code: "idempotency_key_reused",
    });
    await expect(transact([keep(claim, "second")])).rejects.toMatchObject({
      name: "Replay",
      answer: { loaf: "rye" },
    });
    const [item] = stored(world, "Idempotency");
    expect(item?.["_ttl"]).toBe(Math.floor(world.clock.now() / 1000) + 86_400);
    await inBakery(async () => expect(assertNew()).rejects.toMatchObject({ name: "Replay" }), { claim });
    await inBakery(async () => expect(assertNew()).resolves.toBeUndefined());
    world.clock.advance(24 * 3_600_000 - 1);
    expect(await replayIfKept(claim)).toMatchObject({ name: "Replay" });
    world.clock.advance(1);
    expect(await replayIfKept(claim)).toBeUndefined();
    await transact([keep(claim, undefined)]);
    expect(await replayIfKept(claim)).toMatchObject({ name: "Replay", answer: null });
  });
  expect(stored(world, "Audit")).toEqual([]);
});
