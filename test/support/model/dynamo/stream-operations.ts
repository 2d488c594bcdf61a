import type { Database, Operation } from "./database.ts";
import { invalid, notFound } from "./refusals.ts";
import type { Stream } from "./streams.ts";

export const streamOperations: Record<string, Operation> = {
  ListStreams(database, input) {
    const { TableName: table } = input as { TableName?: string };
    const streams = [...database.streams.values()].filter((stream) => !table || stream.table === table);
    return {
      Streams: streams.map(({ arn, table: name, label }) => ({
        StreamArn: arn,
        TableName: name,
        StreamLabel: label,
      })),
    };
  },

  DescribeStream(database, input) {
    const stream = streamOf(database, input.StreamArn);
    const range = {
      StartingSequenceNumber: (stream.records[0]?.dynamodb.SequenceNumber ?? "0").padStart(21, "0"),
    };
    return {
      StreamDescription: {
        StreamArn: stream.arn,
        StreamLabel: stream.label,
        StreamStatus: stream.enabled ? "ENABLED" : "DISABLED",
        StreamViewType: stream.view,
        CreationRequestDateTime: stream.createdAt / 1000,
        TableName: stream.table,
        KeySchema: stream.keySchema,
        Shards: [{ ShardId: SHARD, SequenceNumberRange: range }],
      },
    };
  },

  GetShardIterator(database, input) {
    const stream = streamOf(database, input.StreamArn);
    if (input.ShardId !== SHARD) throw notFound("Requested resource not found: Shard does not exist");
    return { ShardIterator: iterator(stream.arn, startOf(stream, input)) };
  },

  GetRecords(database, input) {
    const { arn, at } = iteratorOf(input.ShardIterator);
    const stream = streamOf(database, arn);
    const from = Math.max(at - stream.first, 0);
    const records = stream.records.slice(from, from + Number(input.Limit ?? 1000));
    const next = stream.first + from + records.length;
    const ended = !stream.enabled && next === stream.first + stream.records.length;
    return { Records: records, ...(ended ? {} : { NextShardIterator: iterator(arn, next) }) };
  },
};

/** The model's streams have one shard each. */
const SHARD = "shardId-00000001700000000000-00000001";

function streamOf(database: Database, arn: unknown): Stream {
  const stream = database.streams.get(String(arn));
  if (!stream) throw notFound(`Requested resource not found: Stream: ${String(arn)} not found`);
  return stream;
}

function startOf(stream: Stream, input: Record<string, unknown>): number {
  const { ShardIteratorType: type, SequenceNumber: sequence } = input;
  if (type === "TRIM_HORIZON") return stream.first;
  if (type === "LATEST") return stream.first + stream.records.length;
  const at = stream.records.findIndex((record) => record.dynamodb.SequenceNumber >= String(sequence));
  const exact = stream.records[at]?.dynamodb.SequenceNumber === sequence;
  if (type === "AT_SEQUENCE_NUMBER" || type === "AFTER_SEQUENCE_NUMBER") {
    const found = at === -1 ? stream.records.length : at;
    return stream.first + found + (type === "AFTER_SEQUENCE_NUMBER" && exact ? 1 : 0);
  }
  throw invalid(
    `1 validation error detected: Value '${String(type)}' at 'shardIteratorType' failed to satisfy constraint: Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_SEQUENCE_NUMBER, TRIM_HORIZON]`,
  );
}

function iterator(arn: string, at: number): string {
  return Buffer.from(JSON.stringify({ arn, at })).toString("base64url");
}

function iteratorOf(text: unknown): { arn: string; at: number } {
  try {
    const { arn, at } = JSON.parse(Buffer.from(String(text), "base64url").toString()) as {
      arn: string;
      at: number;
    };
    return { arn, at };
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw invalid("Invalid ShardIterator");
  }
}
