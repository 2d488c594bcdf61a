import { createHash } from "node:crypto";
import type { Item } from "./attribute-values.ts";
import { equalItems, itemSize } from "./attribute-values.ts";
import type { Database, Table, Write } from "./database.ts";

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

function imagesOf(
  view: StreamViewType,
  before: Item | undefined,
  after: Item | undefined,
): Partial<Record<"NewImage" | "OldImage", Item>> {
  const newer = view === "NEW_IMAGE" || view === "NEW_AND_OLD_IMAGES";
  const older = view === "OLD_IMAGE" || view === "NEW_AND_OLD_IMAGES";
  return { ...(newer && after && { NewImage: after }), ...(older && before && { OldImage: before }) };
}
