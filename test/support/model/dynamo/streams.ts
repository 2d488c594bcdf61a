import { createHash } from "node:crypto";
import type { Item } from "./attribute-values.ts";
import { equalItems, itemSize } from "./attribute-values.ts";
import type { Database, Operation, Table, Write } from "./database.ts";
import { invalid, notFound } from "./refusals.ts";
import { AwsError } from "../aws-error.ts";

export type StreamViewType = "KEYS_ONLY" | "NEW_IMAGE" | "OLD_IMAGE" | "NEW_AND_OLD_IMAGES";

/** A stream record as Lambda and GetRecords give it; times in epoch seconds. */
export type StreamRecord = {
  eventID: string;
  eventName: "INSERT" | "MODIFY" | "REMOVE";
  eventVersion: "1.1";
  eventSource: "aws:dynamodb";
  awsRegion: string;
  dynamodb: {
    ApproximateCreationDateTime: number;
    Keys: Item;
    NewImage?: Item;
    OldImage?: Item;
    SequenceNumber: string;
    SizeBytes: number;
    StreamViewType: StreamViewType;
  };
  /** Present where DynamoDB itself deleted the item because its time to live was over. */
  userIdentity?: { type: "Service"; principalId: "dynamodb.amazonaws.com" };
  eventSourceARN: string;
};

export type Stream = {
  arn: string;
  label: string;
  table: string;
  keySchema: { AttributeName: string; KeyType: "HASH" | "RANGE" }[];
  view: StreamViewType;
  enabled: boolean;
  /** Epoch milliseconds. */
  createdAt: number;
  /** Ordinal of the first record still kept. */
  first: number;
  records: StreamRecord[];
};

/** A stream keeps a day on AWS; here the newest records, so that a long simulation does not fill the memory. */
const KEPT = 100_000;

/** The record of a change, added to its table's stream; undefined if nothing changed or nobody listens. */
export function recordOf(database: Database, write: Write, expired: boolean): StreamRecord | undefined {
  const { table, before, after } = write;
  const { stream } = table;
  if (!stream?.enabled || (before === after && !before)) return undefined;
  if (before && after && equalItems(before, after)) return undefined;
  const sequence = String(++database.sequence).padStart(21, "0");
  const images = imagesOf(stream.view, before, after);
  const size = [write.key, images.NewImage, images.OldImage].reduce(
    (sum, part) => sum + (part ? itemSize(part) : 0),
    0,
  );
  const record: StreamRecord = {
    eventID: createHash("md5").update(`${stream.arn} ${sequence}`).digest("hex"),
    eventName: before ? (after ? "MODIFY" : "REMOVE") : "INSERT",
    eventVersion: "1.1",
    eventSource: "aws:dynamodb",
    awsRegion: database.region,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(database.clock.now() / 1000),
      Keys: write.key,
      ...images,
      SequenceNumber: sequence,
      SizeBytes: size,
      StreamViewType: stream.view,
    },
    ...(expired && { userIdentity: { type: "Service", principalId: "dynamodb.amazonaws.com" } }),
    eventSourceARN: stream.arn,
  };
  stream.records.push(record);
  if (stream.records.length > 2 * KEPT) {
    stream.first += KEPT;
    stream.records.splice(0, KEPT);
  }
  return record;
}

export function openStream(database: Database, table: Table, view: StreamViewType): void {
  const label = new Date(database.clock.now()).toISOString().replace("Z", "");
  const taken = database.streams.has(`${table.arn}/stream/${label}`);
  const arn = `${table.arn}/stream/${label}${taken ? String(database.streams.size) : ""}`;
  table.stream = {
    arn,
    label,
    table: table.name,
    keySchema: [
      { AttributeName: table.hash.name, KeyType: "HASH" },
      ...(table.range ? [{ AttributeName: table.range.name, KeyType: "RANGE" as const }] : []),
    ],
    view,
    enabled: true,
    createdAt: database.clock.now(),
    first: 0,
    records: [],
  };
  database.streams.set(arn, table.stream);
}

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

function imagesOf(
  view: StreamViewType,
  before: Item | undefined,
  after: Item | undefined,
): Partial<Record<"NewImage" | "OldImage", Item>> {
  const newer = view === "NEW_IMAGE" || view === "NEW_AND_OLD_IMAGES";
  const older = view === "OLD_IMAGE" || view === "NEW_AND_OLD_IMAGES";
  return { ...(newer && after && { NewImage: after }), ...(older && before && { OldImage: before }) };
}

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
    throw new AwsError("ValidationException", "Invalid ShardIterator");
  }
}
