import type { StreamRecord } from "#test/support/model/dynamo";
import type { Chance } from "./chance.ts";

/** How a Lambda reads a stream: the settings of its event source mapping, by their names in CloudFormation. */
export type Reading = {
  readonly batchSize: number;
  readonly bisectBatchOnFunctionError?: boolean;
  readonly functionResponseTypes?: readonly string[];
};

/** One call of the function: whether it ended, and what it said of single records. */
export type Taken =
  | { readonly done: false }
  | { readonly done: true; readonly value?: { batchItemFailures?: { itemIdentifier: string }[] } | void };
type Handler = (records: StreamRecord[]) => Promise<Taken>;

/** Enough that one shard waits while another goes on. */
const shardCount = 3;

/**
 * The stream as Lambda reads it: each shard in order and by itself, a batch of it at a time, and again from where it
 * stopped until it is taken. A batch that failed is halved where the mapping says so, and one that was taken may come
 * once more, because where a shard stands is written down afterwards.
 */
export function shards(stream: StreamRecord[], reading: Reading) {
  const halved = new Map<number, number>();

  /** One batch of one shard, by chance. False: there was nothing. */
  async function turn(drawn: Chance, handler: Handler): Promise<boolean> {
    const waiting = [...new Set(stream.map(shardOf))];
    if (waiting.length === 0) return false;
    const shard = drawn.pick(waiting);
    const most = halved.get(shard) ?? 1 + drawn.below(reading.batchSize);
    const batch = stream.filter((record) => shardOf(record) === shard).slice(0, most);
    const left = untaken(batch, await handler(batch));
    const bisects = reading.bisectBatchOnFunctionError && left === batch && batch.length > 1;
    if (bisects) halved.set(shard, Math.ceil(batch.length / 2));
    else halved.delete(shard);
    if (left.length === 0 && drawn.happens(forgotten)) return true;
    for (const record of batch) if (!left.includes(record)) stream.splice(stream.indexOf(record), 1);
    return true;
  }

  /** A partial failure is a place: everything from the first one on comes again. Docs: "Using Lambda with DynamoDB", partial batch responses. */
  function untaken(batch: StreamRecord[], taken: Taken): StreamRecord[] {
    if (!taken.done) return batch;
    if (!reading.functionResponseTypes?.includes("ReportBatchItemFailures")) return [];
    const failed = new Set(
      (taken.value?.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier),
    );
    const first = batch.findIndex(({ dynamodb }) => failed.has(dynamodb.SequenceNumber));
    return first < 0 ? [] : batch.slice(first);
  }

  return { turn };
}

/** How often a batch that was taken comes once more. */
const forgotten = 0.05;

/** Changes of one partition stay in one shard, and so in order. */
function shardOf({ dynamodb }: StreamRecord): number {
  let sum = 0;
  for (const sign of JSON.stringify(dynamodb.Keys["pk"]))
    sum = (sum * 31 + (sign.codePointAt(0) ?? 0)) % 65_521;
  return sum % shardCount;
}
