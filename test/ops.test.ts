import { SQSClient } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { freeze } from "../ops/freeze.ts";
import { redrive } from "../ops/redrive.ts";
import { replay, toQueue } from "../ops/replay.ts";
import { business, done, making, store } from "../verify/sim/making.ts";
import { openDoor } from "../verify/sim/door.ts";
import { canonical } from "../verify/sim/canonical.ts";
import { snapshot } from "../verify/sim/snapshot.ts";
import { forecourt } from "./support/forecourt.ts";

const dealer = "london-cars";
const today = "2026-11-25";

/** A dealer that trades, and the operator's plain clients on the same modelled services. */
async function trading() {
  const world = await forecourt();
  await openDoor(world);
  await world.operator.post("/v1/dealers", business(dealer)).then(done);
  const make = making(world, dealer);
  const settings = {
    requestHandler: world.aws as never,
    region: "eu-west-2",
    credentials: { accessKeyId: "ops", secretAccessKey: "ops" },
  };
  const queue = (name: string) => world.queues.url(`forecourt-test-${name}`);
  return { world, make, sqs: new SQSClient(settings), queue };
}

test("a message that was given up takes effect once after a redrive, however often it is repeated", async () => {
  const { world, make, sqs, queue } = await trading();
  world.aws.intercept = ({ service }) => {
    if (service === "ses") throw new Error("The mail service is away.");
  };
  await make.lead();
  for (let tries = 0; tries < 6; tries += 1) await world.later(3_600_000);
  world.aws.reset();
  const given = world.deadLetters("notification").length;
  expect(given).toBeGreaterThan(0);
  const [from, to] = [queue("notification-dead"), queue("notification")];

  const looked = await redrive(sqs, { from, to, look: true });
  expect(looked).toMatchObject({ seen: given, moved: 0 });
  expect(Object.keys(looked.causes).join()).toContain("mail#");
  world.clock.advance(60_000);

  expect(await redrive(sqs, { from, to })).toMatchObject({ moved: given });
  await world.settle();
  expect(world.deadLetters("notification")).toEqual([]);
  const mails = world.mail.sent.length;
  expect(mails).toBeGreaterThan(0);
  expect(await redrive(sqs, { from, to })).toMatchObject({ seen: 0, moved: 0 });
  await world.settle();
  expect(world.mail.sent.length).toBe(mails);
});

test("what fails again after a redrive comes back to the dead letters and is not sent round for ever", async () => {
  const { world, sqs, queue } = await trading();
  const [from, to] = [queue("leads-dead"), queue("leads")];
  for (let count = 0; count < 23; count += 1)
    world.queues.send("forecourt-test-leads-dead", `no JSON ${count}`);
  const before = world.deadLetters("leads").length;
  expect(await redrive(sqs, { from, to })).toMatchObject({ moved: before });
  await world.settle();
  expect(world.deadLetters("leads")).toHaveLength(before);
});

test("a redrive that dies between two calls loses no message", async () => {
  const { world, sqs, queue } = await trading();
  const [from, to] = [queue("leads-dead"), queue("leads")];
  world.queues.send("forecourt-test-leads-dead", "one");
  world.aws.intercept = ({ operation }) => {
    if (operation === "DeleteMessage") throw new Error("The operator's machine is gone.");
  };
  await expect(redrive(sqs, { from, to })).rejects.toThrow("gone");
  expect(world.queues.bodies("forecourt-test-leads")).toEqual(["one"]);
  expect(world.queues.bodies("forecourt-test-leads-dead")).toEqual(["one"]);
});

test("a replay heals a stream that was silent, and a second one changes nothing", async () => {
  const { world, make } = await trading();
  await world.settle();
  await make.paid();
  // The stream's records were lost before any relay took them.
  world.stream.length = 0;
  await world.settle();
  expect(world.mail.sent.filter(({ subject }) => subject.includes("order"))).toEqual([]);

  const { sent } = await replay({ dealer, from: today, to: today });
  expect(sent).toBeGreaterThan(3);
  await world.settle();
  const healed = canonical(world, snapshot(world));
  const mails = world.mail.sent.length;
  expect(mails).toBeGreaterThan(0);
  for (let again = 0; again < 2; again += 1) {
    // What the first one set off is in the log by now.
    expect((await replay({ dealer, from: today, to: today })).sent).toBeGreaterThanOrEqual(sent);
    await world.settle();
  }
  expect(canonical(world, snapshot(world))).toEqual(healed);
  expect(world.mail.sent.length).toBe(mails);
});

test("a replay for one context reaches no other, and events that nobody remembers stay where they are", async () => {
  const { world, make, sqs, queue } = await trading();
  await make.paid();
  world.stream.length = 0;
  const { sent } = await replay({ dealer, from: today, to: today, send: toQueue(sqs, queue("reporting")) });
  expect(world.bus.accepted).toEqual([]);
  expect(world.queues.depth("forecourt-test-reporting")).toBe(sent);
  await world.settle();
  expect(world.deadLetters("reporting")).toEqual([]);

  world.clock.advance(61 * 86_400_000);
  expect(await replay({ dealer, from: today, to: "2027-01-25" })).toEqual({ sent: 0, tooOld: 0 });
  await expect(replay({ dealer, from: "2027-01-25", to: today })).rejects.toThrow("no day");
  await expect(replay({ dealer, from: "yesterday", to: today })).rejects.toThrow("no day");
});

test("a replay of one dealer tells nothing of another", async () => {
  const { world, make } = await trading();
  await world.operator.post("/v1/dealers", business("paris-cars")).then(done);
  await making(world, "paris-cars", 500).lead();
  await make.lead();
  world.stream.length = 0;
  await replay({ dealer, from: today, to: today });
  expect(new Set(world.bus.accepted.map(({ detail }) => detail["dealer"]))).toEqual(new Set([dealer]));
});

test("a frozen dealer is read but not changed, until it is thawed", async () => {
  const { world } = await trading();
  const opens = async () => (await world.staff(dealer, "owner").post("/v1/stores", store)).body["code"];
  const frozen = await freeze(dealer, true);
  expect(frozen).toMatchObject({ dealer, frozen: true });
  expect(await freeze(dealer, true)).toEqual(frozen);
  expect(await opens()).toBe("dealer_frozen");
  expect((await world.staff(dealer, "owner").get("/v1/stores")).status).toBe(200);
  expect(await freeze(dealer, false)).toMatchObject({ frozen: false });
  expect(await opens()).not.toBe("dealer_frozen");
  await expect(freeze("nobody-cars", true)).rejects.toMatchObject({ status: 404 });
});
