import type { SQSRecord } from "aws-lambda";
import { Metrics } from "@aws-lambda-powertools/metrics";
import { beforeEach, expect, test, vi } from "vitest";
import { consume } from "#shared/consume";
import { announce } from "#shared/events";
import { newId } from "#shared/ids";
import { log } from "#shared/log";
import { scope, system, within } from "#shared/scope";
import { on, tally } from "#shared/context";
import { transact } from "#shared/transact";
import { AwsError } from "#test/support/model/aws-error";
import { type Forecourt, forecourt } from "#test/support/forecourt";
import { stored } from "#test/support/seen";
import { bakery, Crumb, fails, LoafBaked, LoafSold } from "./bakery.ts";

const queue = "forecourt-test-bakery";
const dead = `${queue}-dead`;
/** What operators see: watched, not replaced. */
const counted = vi.spyOn(Metrics.prototype, "addMetric");
const [told, wrong] = [vi.spyOn(log, "info"), vi.spyOn(log, "error")];
let world: Forecourt;
beforeEach(async () => {
  vi.clearAllMocks();
  fails.next = 0;
  fails.tallies = 0;
  world = await forecourt({ contexts: [bakery] });
  process.env["QUEUE_URL"] = world.queues.url(queue);
  process.env["DEAD_LETTER_URL"] = world.queues.url(dead);
});

/** What is in the queue after somebody sold as many loaves; nobody has received it yet. */
async function sold(count: number, dealer = "oslo-cars"): Promise<SQSRecord[]> {
  const scopeOf = { context: "bakery", dealer, caller: system, correlation: "corr-1", action: "test" };
  for (let times = 0; times < count; times += 1)
    await within(scopeOf, () => transact([announce(LoafSold, { loaf: newId("loaf"), kind: "rye" })]));
  const events = world.stream.splice(0).map(({ dynamodb }) => dynamodb.NewImage);
  return events.map((image, n) =>
    record(JSON.stringify({ detail: eventOf(image), "detail-type": "LoafSold" }), `m${dealer}${n}`),
  );
}

function eventOf(image: unknown): unknown {
  const id = (image as { id: { S: string } }).id.S;
  return stored(world, "Event").find((each) => each["id"] === id)?.["event"];
}

function record(body: string, messageId = "m", tries = 1): SQSRecord {
  return { messageId, body, attributes: { ApproximateReceiveCount: String(tries) } } as SQSRecord;
}

const handled = (Records: SQSRecord[]) => consume(bakery)({ Records });
const failures = async (Records: SQSRecord[]) =>
  (await handled(Records)).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
const letters = () =>
  world.queues.take(dead).map(({ body, messageAttributes }) => ({
    body,
    cause: messageAttributes["cause"]?.stringValue,
    message: messageAttributes["message"]?.stringValue,
  }));

test("of a batch, what failed is named and what did not is done", async () => {
  const [first, second, third] = (await sold(3)) as [SQSRecord, SQSRecord, SQSRecord];
  fails.next = 1;
  expect(await failures([first, second, third])).toEqual([first.messageId]);
  expect(told).toHaveBeenLastCalledWith("batch", { context: "bakery", messages: 3, failed: 1 });
  expect(stored(world, "Crumb")).toHaveLength(2);
  expect(stored(world, "Sales")).toMatchObject([{ sold: 2 }]);
  expect(letters()).toEqual([]);
  expect(await failures([first, second, third])).toEqual([]);
  expect([stored(world, "Crumb").length, stored(world, "Sales")[0]?.["sold"]]).toEqual([3, 3]);
});

test("at its fifth try a message is filed with its cause, and not before", async () => {
  const [{ body }] = (await sold(1)) as [SQSRecord];
  fails.next = 9;
  expect(await failures([record(body, "m4", 4)])).toEqual(["m4"]);
  expect(letters()).toEqual([]);
  expect(await failures([record(body, "m5", 5)])).toEqual([]);
  expect(letters()).toEqual([{ body, cause: "Error: no crumbs today", message: "m5" }]);
  expect(counted.mock.calls).toEqual([["DeadLetters", "Count", 1]]);
  expect(wrong.mock.calls.map(([text, , facts]) => [text, facts])).toEqual([
    ["reaction failed", { context: "bakery", record: "m4", tries: 4 }],
    ["reaction failed", { context: "bakery", record: "m5", tries: 5 }],
  ]);
});

test("poison is filed at once: no JSON, no event, data that do not fit, a command nobody declared so", async () => {
  const [{ body }] = (await sold(1)) as [SQSRecord];
  const { detail } = JSON.parse(body) as { detail: Record<string, unknown> };
  const due = {
    id: "tmr_1",
    tenant: "oslo-cars",
    command: "bakery.stale",
    at: "",
    actor: "",
    correlation: "",
  };
  const poison = [
    "{",
    JSON.stringify({}),
    JSON.stringify({ detail: { ...detail, data: { loaf: "7" } } }),
    JSON.stringify({ command: "bakery.stale" }),
    JSON.stringify({ ...due, data: { loaf: "7" } }),
  ];
  expect(await failures(poison.map((text, n) => record(text, `m${n}`)))).toEqual([]);
  const filed = letters();
  expect(new Map(filed.map((letter) => [letter.message, letter.body]))).toEqual(
    new Map(poison.map((text, n) => [`m${n}`, text])),
  );
  expect(filed.every(({ cause }) => /^Poison: .{10}/s.test(cause ?? ""))).toBe(true);
  expect(stored(world, "Crumb")).toEqual([]);
});

test("what cannot even be filed goes back to the queue, whose own redrive has it", async () => {
  world.aws.intercept = ({ operation }) => {
    if (operation === "SendMessage") throw new AwsError("InternalFailure", "down");
  };
  expect(await failures([record("{", "m1")])).toEqual(["m1"]);
  expect(letters()).toEqual([]);
  expect(counted).not.toHaveBeenCalled();
  expect(wrong.mock.calls.at(-1)).toEqual(["dead letter not filed", expect.anything(), { record: "m1" }]);
});

test("a very long cause is cut to what the queue takes", async () => {
  const shouting = {
    ...bakery,
    reactions: {
      shout: on(LoafSold, async () => {
        throw new Error("x".repeat(5000));
      }),
    },
  };
  const [{ body }] = (await sold(1)) as [SQSRecord];
  await consume(shouting)({ Records: [record(body, "m1", 5)] });
  expect(letters()[0]?.cause).toHaveLength(1000);
});

test("an event is taken until it is sixty days old, to the millisecond", async () => {
  const [{ body }] = (await sold(1)) as [SQSRecord];
  world.clock.advance(60 * 86_400_000);
  expect(await failures([record(body)])).toEqual([]);
  expect(stored(world, "Crumb")).toHaveLength(1);
  world.clock.advance(1);
  await handled([record(body)]);
  expect(letters().map(({ cause }) => cause?.slice(0, 6))).toEqual(["Poison"]);
});

test("the proof of having seen an event is kept for as long as the event is taken", async () => {
  await handled(await sold(1));
  const seen = stored(world, "Seen");
  expect(seen.map(({ reaction }) => reaction).toSorted()).toEqual(["countSales", "dropCrumb"]);
  const end = Math.floor(world.clock.now() / 1000) + 60 * 86_400;
  expect(seen.map(({ _ttl }) => _ttl)).toEqual([end, end]);
});

test("figures of a batch are written once for each dealer, and one dealer's trouble is not another's", async () => {
  const [oslo, bergen] = [await sold(4, "oslo-cars"), await sold(3, "bergen-cars")];
  world.aws.intercept = ({ operation, input }) => {
    const text = JSON.stringify(input);
    if (operation === "TransactWriteItems" && text.includes("bergen-cars#bakery#sales"))
      throw new AwsError("InternalFailure", "down", { status: 400 });
  };
  expect(await failures([...oslo, ...bergen, oslo[0]!])).toEqual(bergen.map(({ messageId }) => messageId));
  expect(stored(world, "Sales").map(({ pk, sold: loaves }) => [pk, loaves])).toEqual([
    ["oslo-cars#bakery#sales#rye", 4],
  ]);
  // Their reactions were had; only the figures are missing, and the next try adds them and nothing else.
  expect(stored(world, "Crumb")).toHaveLength(7);
  world.aws.reset();
  expect(await failures([...oslo, ...bergen])).toEqual([]);
  expect(
    stored(world, "Sales")
      .map(({ pk, sold: loaves }) => [pk, loaves])
      .toSorted(),
  ).toEqual([
    ["bergen-cars#bakery#sales#rye", 3],
    ["oslo-cars#bakery#sales#rye", 4],
  ]);
});

test("each reaction runs for the event's dealer, under its own name and the event's correlation", async () => {
  const ran: unknown[] = [];
  const note = async () => {
    const { context, dealer, caller, correlation, action } = scope();
    ran.push({ context, dealer, caller: caller.id, correlation, action });
  };
  const watching = {
    ...bakery,
    reactions: {
      watch: on([LoafBaked, LoafSold], note),
      deaf: on(LoafBaked, note),
      count: tally(LoafSold, async () => {
        await note();
        return [];
      }),
    },
  };
  const records = await sold(1);
  expect(await consume(watching)({ Records: records })).toEqual({ batchItemFailures: [] });
  const whose = { context: "bakery", dealer: "oslo-cars", caller: system.id, correlation: "corr-1" };
  expect(ran).toEqual([
    { ...whose, action: "watch" },
    { ...whose, action: "count" },
  ]);
  // A reaction that had nothing to write leaves no proof: it runs again, and is asked to be safe to repeat.
  expect(stored(world, "Seen")).toEqual([]);
});

test("a reaction that met another writer is run again at once, on what the other wrote", async () => {
  let runs = 0;
  const racing = {
    ...bakery,
    reactions: {
      race: on(LoafSold, async ({ data, id }) => {
        runs += 1;
        return [Crumb.create({ loaf: data.loaf, why: runs < 3 ? "taken" : id })];
      }),
    },
  };
  const records = await sold(1);
  let conflicts = 2;
  world.aws.intercept = ({ operation }) => {
    if (operation !== "TransactWriteItems" || conflicts-- <= 0) return;
    throw new AwsError("TransactionCanceledException", "Transaction cancelled", {
      body: { CancellationReasons: [{ Code: "None" }, { Code: "ConditionalCheckFailed" }] },
    });
  };
  expect(await consume(racing)({ Records: records })).toEqual({ batchItemFailures: [] });
  expect(runs).toBe(3);
  expect(stored(world, "Crumb")).toHaveLength(1);
});
