import { tableDefinition } from "#test/support/deployment";
import type { Forecourt } from "#test/support/forecourt";
import { createDynamo, type Item, type StreamRecord } from "#test/support/model/dynamo";
import type { Call } from "#test/support/model/request-handler";
import type { Chance } from "./chance.ts";

/**
 * What a table may answer to a read without anything being wrong with it:
 * - `stale`: what was there a moment ago, to a read that is not strongly consistent
 * - `short`: a page that ends early, or a batch of which some is left for another time
 */
export const readFaults = ["stale", "short"] as const;
export type ReadFault = (typeof readFaults)[number];

export function isReadFault(fault: string): fault is ReadFault {
  return fault === "stale" || fault === "short";
}

/** Whether a call can be answered in that way. */
export function answerable(fault: ReadFault, { service, operation, input }: Call): boolean {
  if (service !== "dynamodb") return false;
  if (fault === "stale") return reading.has(operation) && !strict(operation, input);
  return operation === "Query" || (operation === "BatchGetItem" && keysOf(input).length > 1);
}

/** Lets one call be answered in that way; the world has to have a `follower`. */
export function answerLate(fault: ReadFault, call: Call): void {
  call.input[marks[fault]] = true;
}

/**
 * Puts a copy that comes after beside a world's table: what it holds is the answer to reads that are marked `stale`.
 * It catches up when it is told to, or with the records that are older than a second.
 */
export function follower(world: Forecourt) {
  const genuine = world.dynamodb.call;
  const copy = createDynamo({ clock: world.clock, region: "eu-west-2" });
  copy.call("CreateTable", tableDefinition);
  for (const item of world.table()) copy.call("PutItem", { TableName, Item: item });
  const behind: { record: StreamRecord; at: number }[] = [];
  let differing = 0;

  function catchUp(most = behind.length): void {
    for (const { record } of behind.splice(0, most)) follow(copy, record);
  }

  world.dynamodb.call = (operation, input) => {
    const { [marks.stale]: stale, [marks.short]: short, ...plain } = input;
    if (stale === true) {
      catchUp(behind.filter(({ at }) => at <= world.clock.now() - mostMilliseconds).length);
      const [old, now] = [copy.call(operation, plain), genuine(operation, plain)];
      if (JSON.stringify(old) !== JSON.stringify(now)) differing += 1;
      return old;
    }
    if (short === true) return shortened(genuine, operation, plain);
    const before = world.stream.length;
    const answer = genuine(operation, plain);
    for (const record of world.stream.slice(before)) behind.push({ record, at: world.clock.now() });
    return answer;
  };
  return {
    /** The copy holds what the table holds, but for the last so many changes at most, by chance. */
    follow: (drawn: Chance) => catchUp(drawn.below(behind.length + 1)),
    catchUp: () => catchUp(),
    /** Answers that were not what the table held. */
    differing: () => differing,
  };
}

/**
 * Everything that was set off comes to its end with pages of one row each: nobody may take the first for all. `stale`:
 * and what need not be fresh is what a follower remembers.
 */
export async function inShortPages(world: Forecourt, { stale = false } = {}): Promise<void> {
  world.aws.intercept = (call) => {
    if (call.operation === "Query") call.input["Limit"] = 1;
    if (stale && answerable("stale", call)) answerLate("stale", call);
  };
  await world.settle();
  world.aws.intercept = undefined;
  for (let minutes = 0; minutes < 4; minutes += 1) await world.later(61_000);
}

/** How one call is answered late, now and then. */
export function lateBy(copy: Follower, drawn: Chance, call: Call, probability = 0.15): ReadFault | undefined {
  const some = readFaults.filter((fault) => answerable(fault, call));
  if (some.length === 0 || !drawn.happens(probability)) return undefined;
  copy.follow(drawn);
  return drawn.pick(some);
}

export type Follower = ReturnType<typeof follower>;

const TableName = tableDefinition.TableName;
/** Docs: usually a second or less. Later than that nothing is stale here. */
const mostMilliseconds = 1_000;
const marks = { stale: "_stale", short: "_short" } as const;
const reading = new Set(["GetItem", "BatchGetItem", "Query"]);

function strict(operation: string, input: Record<string, unknown>): boolean {
  if (operation !== "BatchGetItem") return input["ConsistentRead"] === true;
  return Object.values(requests(input)).some(({ ConsistentRead }) => ConsistentRead === true);
}

type Requests = Record<string, { Keys: unknown[]; ConsistentRead?: boolean }>;

function requests(input: Record<string, unknown>): Requests {
  return input["RequestItems"] as Requests;
}

function keysOf(input: Record<string, unknown>): unknown[] {
  return Object.values(requests(input)).flatMap(({ Keys }) => Keys);
}

type Answering = Forecourt["dynamodb"]["call"];

function shortened(call: Answering, operation: string, input: Record<string, unknown>) {
  if (operation === "Query") return call(operation, { ...input, Limit: 1 });
  const [[table, request] = ["", { Keys: [] }]] = Object.entries(requests(input));
  const half = Math.ceil(request.Keys.length / 2);
  const some = { [table]: { ...request, Keys: request.Keys.slice(0, half) } };
  const rest = { [table]: { ...request, Keys: request.Keys.slice(half) } };
  return { ...call(operation, { ...input, RequestItems: some }), UnprocessedKeys: rest };
}

function follow(copy: ReturnType<typeof createDynamo>, { eventName, dynamodb }: StreamRecord): void {
  if (eventName === "REMOVE") copy.call("DeleteItem", { TableName, Key: dynamodb.Keys });
  else copy.call("PutItem", { TableName, Item: dynamodb.NewImage as Item });
}
