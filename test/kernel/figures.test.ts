import fc from "fast-check";
import * as z from "zod/mini";
import { beforeEach, expect, test } from "vitest";
import { config } from "#shared/config";
import { id, newId } from "#shared/ids";
import { spend } from "#shared/limits";
import { formatMoney, percent, split } from "#shared/money";
import { isPersonal, personal } from "#shared/personal";
import { system, within } from "#shared/scope";
import { dayIn, instant } from "#shared/time";
import { say } from "#shared/words";
import { type Forecourt, forecourt } from "#test/support/forecourt";
import { stored } from "#test/support/seen";
import { bakery } from "./bakery.ts";

let world: Forecourt;
beforeEach(async () => {
  world = await forecourt({ contexts: [bakery] });
});

test("the parts of a split always add up to the whole", () => {
  const ratios = fc
    .array(fc.nat(1000), { minLength: 1, maxLength: 8 })
    .filter((list) => list.some((ratio) => ratio > 0));
  fc.assert(
    fc.property(fc.nat(1_000_000_000), ratios, (amount, list) => {
      const parts = split({ amount, currency: "GBP" }, list);
      expect(parts.reduce((sum, part) => sum + part.amount, 0)).toBe(amount);
      expect(parts.every((part) => Number.isSafeInteger(part.amount) && part.amount >= 0)).toBe(true);
    }),
  );
});

test("a share is rounded once, half away from zero, to whole minor units", () => {
  expect(percent({ amount: 999, currency: "CNY" }, 25).amount).toBe(250);
  expect(percent({ amount: 10, currency: "GBP" }, 25).amount).toBe(3);
  expect(percent({ amount: 1_000, currency: "JPY" }, 12.5).amount).toBe(125);
  expect(formatMoney({ amount: 1_299_000, currency: "GBP" }, "en")).toBe("£12,990.00");
});

test("a day is the dealer's own, across midnight and both changes of the clock", () => {
  expect(dayIn("Asia/Shanghai", "2026-11-24T17:00:00.000Z")).toBe("2026-11-25");
  expect(dayIn("Europe/London", "2026-03-29T00:59:59.999Z")).toBe("2026-03-29");
  expect(dayIn("Europe/London", "2026-06-30T23:30:00.000Z")).toBe("2026-07-01");
  expect(dayIn("Europe/London", "2026-10-25T23:59:59.999Z")).toBe("2026-10-25");
});

test("identifiers sort by the time they were made and never repeat", () => {
  const made = Array.from({ length: 500 }, () => {
    world.clock.advance(1);
    return newId("ord");
  });
  expect(made.toSorted()).toEqual(made);
  expect(new Set(made).size).toBe(500);
  expect(made.every((each) => id("ord").safeParse(each).success)).toBe(true);
  expect(id("lead").safeParse(made[0]).success).toBe(false);
});

test("one error names every setting that is missing", () => {
  expect(() => config("FIRST_MISSING", "TABLE_NAME", "SECOND_MISSING")).toThrow(
    "FIRST_MISSING, SECOND_MISSING",
  );
});

test("a personal field is known as such however it is wrapped", () => {
  const email = personal(z.email());
  expect(
    [
      email,
      z.optional(email),
      z.array(email),
      z.object({ deep: z.object({ email: z.optional(email) }) }),
    ].map(isPersonal),
  ).toEqual([true, true, true, true]);
  expect(isPersonal(z.object({ loaf: z.string() }))).toBe(false);
});

test("a reader gets their own language, else the other one", () => {
  expect(say({ en: "Panoramic roof", "zh-CN": "全景天窗" }, "zh-CN")).toBe("全景天窗");
  expect(say({ en: "Panoramic roof" }, "zh-CN")).toBe("Panoramic roof");
});

test("a source gets its burst and then its rate, and no more", async () => {
  const take = async (times: number): Promise<number> => {
    let granted = 0;
    for (let tried = 0; tried < times; tried += 1) {
      await within(
        { context: "bakery", dealer: "oslo-cars", caller: system, correlation: "c", action: "t" },
        () => spend("source#a", { burst: 5, perMinute: 60 }),
      ).then(
        () => (granted += 1),
        (error: { status: number }) => expect(error.status).toBe(429),
      );
    }
    return granted;
  };
  expect(await take(20)).toBe(5);
  world.clock.advance(3_000);
  expect(await take(20)).toBe(3);
  world.clock.advance(3_600_000);
  expect(await take(20)).toBe(5);
  expect(instant()).toBe(instant(world.clock.now()));
  // The name of a bucket may be an address: it is kept for a day after the last question.
  const [bucket] = stored(world, "Bucket");
  expect(bucket?.["_ttl"]).toBe(Math.floor(world.clock.now() / 1000) + 86_400);
});
