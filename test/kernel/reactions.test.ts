import { beforeEach, expect, test } from "vitest";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { forgetSecrets } from "#shared/secrets";
import { sweep } from "#shared/sweep";
import { AwsError } from "#test/support/model/aws-error";
import { type Forecourt, forecourt } from "#test/support/forecourt";
import { bakery, fails } from "./bakery.ts";

let world: Forecourt;
let dealer: string;
let loaf: string;

beforeEach(async () => {
  fails.next = 0;
  world = await forecourt({ contexts: [bakery] });
  dealer = await world.dealer({ roles: { baker: ["loaves:bake"] } });
  const baked = await world
    .customer("ada")
    .post(`/v1/dealers/${dealer}/loaves`, { kind: "rye", left: 50 }, { "idempotency-key": "k" });
  loaf = baked.body["loaf"]!;
  await world.settle();
});

const sell = async (times: number) => {
  for (let sold = 0; sold < times; sold += 1)
    expect((await world.staff(dealer, "baker").post(`/v1/loaves/${loaf}/sell`)).status).toBe(200);
};
const items = (kind: string) =>
  world
    .table()
    .map((item) => unmarshall(item as never))
    .filter((item) => item["_kind"] === kind);

test("delivered ten times and out of order, an event has one effect in each reaction", async () => {
  await sell(12);
  await world.settle({ times: 10, reorder: (records) => records.toReversed() });
  expect(items("Sales").map(({ kind, sold }) => ({ kind, sold }))).toEqual([{ kind: "rye", sold: 12 }]);
  expect(items("Crumb")).toHaveLength(12);
});

test("a reaction that fails is tried again alone: its neighbour is not repeated", async () => {
  fails.next = 2;
  await sell(1);
  await world.settle();
  expect(items("Crumb")).toHaveLength(1);
  expect(items("Sales")[0]?.["sold"]).toBe(1);
  expect(world.deadLetters("bakery")).toEqual([]);
});

test("what always fails lands in the dead-letter queue with its cause, and stops nobody else", async () => {
  world.queues.send("forecourt-test-bakery", "this is not JSON");
  world.queues.send(
    "forecourt-test-bakery",
    JSON.stringify({ "detail-type": "LoafSold", detail: { id: 1 } }),
  );
  await sell(1);
  await world.settle();
  expect(world.deadLetters("bakery")).toHaveLength(2);
  const causes = world.queues
    .take("forecourt-test-bakery-dead")
    .map(({ messageAttributes }) => messageAttributes["cause"]?.stringValue);
  expect(causes.every((cause) => cause?.startsWith("Poison"))).toBe(true);
  expect(items("Sales")[0]?.["sold"]).toBe(1);
});

test("what the bus refuses reaches it by the retry queue", async () => {
  let refusals = 3;
  world.bus.refuse = () => (refusals-- > 0 ? "ThrottlingException" : undefined);
  await sell(2);
  await world.settle();
  expect(items("Sales")[0]?.["sold"]).toBe(2);
});

test("an event older than the proof of having been seen is refused, not repeated", async () => {
  await sell(1);
  await world.settle();
  const [event] = items("Event").filter(({ event }) => event.type === "LoafSold");
  const again = JSON.stringify({ detail: event!["event"] });
  world.clock.advance(30 * 86_400_000);
  world.queues.send("forecourt-test-bakery", again);
  await world.settle();
  expect([items("Crumb").length, world.deadLetters("bakery").length]).toEqual([1, 0]);
  world.clock.advance(31 * 86_400_000);
  world.queues.send("forecourt-test-bakery", again);
  await world.settle();
  expect([items("Crumb").length, world.deadLetters("bakery").length]).toEqual([1, 1]);
});

test("a conflict with another writer is tried again and writes once", async () => {
  let conflicts = 3;
  world.aws.intercept = ({ operation }) => {
    if (operation !== "TransactWriteItems" || conflicts-- <= 0) return;
    throw new AwsError("TransactionCanceledException", "Transaction cancelled", {
      body: { CancellationReasons: [{ Code: "TransactionConflict" }] },
    });
  };
  await sell(1);
  expect(items("Loaf")[0]?.["left"]).toBe(49);
});

test("a timer fires once, after its time and not before, even if two sweeps meet", async () => {
  await world.later(59 * 60_000);
  expect(items("Crumb")).toEqual([]);
  await world.later(2 * 60_000);
  expect(items("Crumb").map(({ why }) => why)).toEqual(["stale"]);
  await world.later(60 * 60_000);
  expect(items("Crumb")).toHaveLength(1);
  expect(items("Timer")).toEqual([]);
});

test("timers that came due while nothing swept are not lost", async () => {
  await world.later(60_000);
  await world.later(26 * 3_600_000);
  for (let sweeps = 0; sweeps < 14; sweeps += 1) await world.later(60_000);
  expect(items("Crumb").map(({ why }) => why)).toEqual(["stale"]);
});

test("however many timers are due in one minute and however short the pages are, each is sent, without a secret", async () => {
  const [timer] = world.table().filter((item) => JSON.stringify(item["_kind"]) === '{"S":"Timer"}');
  for (let n = 0; n < 250; n += 1) {
    const id = { S: `tmr_${String(n).padStart(26, "0")}` };
    world.dynamodb.call("PutItem", { TableName: "forecourt-test", Item: { ...timer, sk: id, id } });
  }
  // A page ends at 1 MB, whatever its limit; and the function that sweeps is given no secret.
  world.aws.intercept = ({ operation, input }) => {
    if (operation === "GetSecretValue") throw new AwsError("AccessDeniedException", "No secrets here.");
    if (operation === "Query") input["Limit"] = 30;
  };
  forgetSecrets();
  world.clock.advance(61 * 60_000);
  expect(await sweep()).toEqual({ sent: 251 });
  expect(items("Timer")).toEqual([]);
});

test("a timer that was written late, when its minute had been swept, is not lost", async () => {
  const [timer] = world.table().filter((item) => JSON.stringify(item["_kind"]) === '{"S":"Timer"}');
  world.clock.advance(10 * 60_000);
  await sweep();
  const minute = new Date(world.clock.now() - 3 * 60_000).toISOString().slice(0, 16);
  const due = (timer?.["pk"] as { S: string } | undefined)?.S ?? "";
  const pk = { S: due.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d/, minute) };
  const late = { ...timer, pk, minute: { S: minute } };
  world.dynamodb.call("PutItem", { TableName: "forecourt-test", Item: late });
  world.clock.advance(60_000);
  expect(await sweep()).toEqual({ sent: 1 });
});

test("every change by a person leaves its trail, and no personal value is in it", async () => {
  await sell(1);
  const trail = items("Audit").map(({ actor_kind, action, changes }) => [
    actor_kind,
    action,
    changes[0].entity,
  ]);
  expect(trail).toContainEqual(["staff", "POST /v1/loaves/{loaf}/sell", "Loaf"]);
});
