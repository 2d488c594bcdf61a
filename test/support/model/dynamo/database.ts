import type { Item } from "./attribute-values.ts";
import type { Collection } from "./collection.ts";
import type { Stream, StreamRecord } from "./streams.ts";

/** `now` in epoch milliseconds. */
export type Clock = { now(): number };

export type KeyPart = { name: string; type: "S" | "N" | "B" };
export type KeySchema = { hash: KeyPart; range: KeyPart | undefined };

export type Projection = { ProjectionType: "ALL" | "KEYS_ONLY" | "INCLUDE"; NonKeyAttributes?: string[] };
export type Throughput = { ReadCapacityUnits: number; WriteCapacityUnits: number };

export type Index = KeySchema & {
  name: string;
  kind: "global" | "local";
  projection: Projection;
  throughput: Throughput;
  entries: Collection;
};

export type Table = KeySchema & {
  name: string;
  id: string;
  arn: string;
  /** Epoch milliseconds. */
  createdAt: number;
  attributeTypes: Map<string, "S" | "N" | "B">;
  billingMode: "PROVISIONED" | "PAY_PER_REQUEST";
  throughput: Throughput;
  deletionProtection: boolean;
  items: Collection;
  indexes: Map<string, Index>;
  stream: Stream | undefined;
  timeToLive: string | undefined;
  tags: Map<string, string>;
  recoverable: boolean;
  /** Members of CreateTable that are given back as they came (SSESpecification, TableClass, …). */
  extras: Record<string, unknown>;
};

/** A transaction that was answered: the digest of its request, and how large its items were. */
export type Answered = { digest: string; expiresAt: number; images: { table: Table; bytes: number }[] };

export type Database = {
  clock: Clock;
  region: string;
  tables: Map<string, Table>;
  /** Streams by ARN; they outlive their tables. */
  streams: Map<string, Stream>;
  /** Transactions that may be repeated, by client request token, oldest first. */
  tokens: Map<string, Answered>;
  sequence: number;
  onStream: (table: string, records: StreamRecord[]) => void;
};

export type Operation = (database: Database, input: Record<string, unknown>) => Record<string, unknown>;

/** One change of one item; `before` and `after` are undefined where it did not or will not exist. */
export type Write = { table: Table; key: Item; before: Item | undefined; after: Item | undefined };
