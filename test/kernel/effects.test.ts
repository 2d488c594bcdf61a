import { beforeEach, expect, test } from "vitest";
import { once, type OutsideCall } from "#shared/effects";
import { system, within } from "#shared/scope";
import { AwsError } from "#test/support/model/aws-error";
import { type Forecourt, forecourt } from "#test/support/forecourt";
import { bakery } from "./bakery.ts";

let world: Forecourt;
let heard: string[];
beforeEach(async () => {
  world = await forecourt({ contexts: [bakery] });
  heard = [];
});

const effect = (
  inDoubt: OutsideCall<string>["inDoubt"],
  call = async (key: string) => heard.push(key),
): Promise<boolean> =>
  within({ context: "bakery", dealer: "oslo-cars", caller: system, correlation: "c", action: "test" }, () =>
    once<unknown>({
      key: "mail#1",
      call,
      settle: () => [],
      inDoubt,
    }),
  );
const dieAfterTheCall = (): void => {
  let writes = 0;
  world.aws.intercept = ({ operation }) => {
    if (operation === "TransactWriteItems" && (writes += 1) === 2)
      throw new AwsError("InternalFailure", "the process died", { status: 400 });
  };
};
const crashed = async (): Promise<void> => {
  dieAfterTheCall();
  await expect(effect("again")).rejects.toThrow();
  world.aws.reset();
};

test("an effect is had once, however often it is asked for", async () => {
  expect([await effect("again"), await effect("again"), await effect("again")]).toEqual([true, false, false]);
  expect(heard).toEqual(["mail#1"]);
});

test("two processes at once: one calls, the other waits for its lease", async () => {
  const both = await Promise.allSettled([effect("again"), effect("again")]);
  expect(heard).toHaveLength(1);
  expect(both.some(({ status }) => status === "fulfilled")).toBe(true);
});

test("after a crash between call and record, what is better sent twice is sent again", async () => {
  await crashed();
  await expect(effect("again")).rejects.toThrow("being done");
  world.clock.advance(61_000);
  expect(await effect("again")).toBe(true);
  expect(heard).toHaveLength(2);
});

test("after a crash between call and record, what is better never than twice is not sent again", async () => {
  await crashed();
  world.clock.advance(61_000);
  expect(await effect("never")).toBe(false);
  expect(heard).toHaveLength(1);
  expect(await effect("never")).toBe(false);
});

test("after a crash the provider is asked first, where it can tell", async () => {
  await crashed();
  world.clock.advance(61_000);
  expect(await effect(async () => "it had heard")).toBe(true);
  expect(heard).toHaveLength(1);
});

test("a call that was refused for sure may be tried again at once", async () => {
  const refused = Object.assign(new Error("no such address"), { $metadata: { httpStatusCode: 400 } });
  await expect(effect("never", async () => Promise.reject(refused))).rejects.toThrow("no such address");
  expect(await effect("never")).toBe(true);
});
