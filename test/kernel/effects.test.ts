import { beforeEach, expect, test, vi } from "vitest";
import { once, type OutsideCall } from "#shared/effects";
import { newId } from "#shared/ids";
import { system, within } from "#shared/scope";
import { AwsError } from "#test/support/model/aws-error";
import { type Forecourt, forecourt } from "#test/support/forecourt";
import { stored } from "#test/support/seen";
import { bakery, Crumb } from "./bakery.ts";

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
      settle: (result) => [Crumb.create({ loaf: newId("loaf"), why: String(result) })],
      inDoubt,
    }),
  );
const settled = () => stored(world, "Crumb").map(({ why }) => why);
const failing = (httpStatusCode?: number) =>
  Object.assign(new Error("no answer"), httpStatusCode ? { $metadata: { httpStatusCode } } : {});
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
  expect(settled()).toEqual(["1"]);
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
  expect(settled()).toEqual([]);
  expect(await effect("never")).toBe(false);
});

test("after a crash the provider is asked first, where it can tell", async () => {
  await crashed();
  world.clock.advance(61_000);
  expect(await effect(async () => "it had heard")).toBe(true);
  expect(heard).toHaveLength(1);
  expect(settled()).toEqual(["it had heard"]);
});

test("after a crash a provider that has not heard is called", async () => {
  await crashed();
  world.clock.advance(61_000);
  expect(await effect(async () => undefined)).toBe(true);
  expect(heard).toHaveLength(2);
});

test("who takes over from a crashed process has the lease for a minute of their own", async () => {
  await crashed();
  world.clock.advance(60_000);
  const slow = Promise.withResolvers<number>();
  const taken = effect("again", async () => slow.promise);
  await vi.waitFor(async () => expect(effect("again")).rejects.toMatchObject({ name: "StillRunning" }));
  world.clock.advance(59_000);
  await expect(effect("again")).rejects.toThrow("mail#1 is being done");
  slow.resolve(7);
  expect(await taken).toBe(true);
  expect([heard, settled()]).toEqual([["mail#1"], ["7"]]);
});

test("a call that was refused for sure may be tried again at once", async () => {
  const refused = Object.assign(new Error("no such address"), { $metadata: { httpStatusCode: 400 } });
  await expect(effect("never", async () => Promise.reject(refused))).rejects.toThrow("no such address");
  expect(await effect("never")).toBe(true);
});

test.each([[undefined], [399], [500], [503]])(
  "a call that was cut off (status %s) may have been heard: it stays in doubt until its lease ends",
  async (status) => {
    await expect(effect("never", async () => Promise.reject(failing(status)))).rejects.toThrow("no answer");
    await expect(effect("never")).rejects.toMatchObject({ name: "StillRunning" });
    world.clock.advance(61_000);
    expect(await effect("never")).toBe(false);
    expect(heard).toEqual([]);
  },
);

test.each([[400], [404], [499]])(
  "a call that was refused for sure (status %s) is fresh again: whoever is in doubt about it need not be",
  async (status) => {
    await expect(effect("never", async () => Promise.reject(failing(status)))).rejects.toThrow("no answer");
    expect(await effect("never")).toBe(true);
    expect(heard).toEqual(["mail#1"]);
  },
);

test("what keeps the claim from being written is not taken for somebody else's claim", async () => {
  world.aws.intercept = () => {
    throw new AwsError("InternalFailure", "down", { status: 400 });
  };
  await expect(effect("again")).rejects.toThrow("down");
  expect(heard).toEqual([]);
});
