import { itemSize } from "./attribute-values.ts";
import type { Collection } from "./collection.ts";
import type { Index, KeySchema, Table, Throughput } from "./database.ts";
import { projected } from "./projections.ts";

type Status = "CREATING" | "ACTIVE" | "UPDATING" | "DELETING";

/** A `TableDescription`; dates in epoch seconds, counts and sizes as they are now (AWS refreshes its own six-hourly). */
export function describeTable(
  table: Table,
  status: Status = "ACTIVE",
  changing: string[] = [],
): Record<string, unknown> {
  const { count, bytes } = measured(table.items);
  const described = (kind: Index["kind"]) =>
    [...table.indexes.values()]
      .filter((index) => index.kind === kind)
      .map((index) => describeIndex(table, index, changing.includes(index.name) ? "CREATING" : status));
  const [globals, locals] = [described("global"), described("local")];
  return {
    TableName: table.name,
    TableArn: table.arn,
    TableId: table.id,
    TableStatus: status,
    CreationDateTime: table.createdAt / 1000,
    AttributeDefinitions: [...table.attributeTypes].map(([name, type]) => ({
      AttributeName: name,
      AttributeType: type,
    })),
    KeySchema: keyElements(table),
    ItemCount: count,
    TableSizeBytes: bytes,
    ProvisionedThroughput: throughput(table.throughput),
    ...(table.billingMode === "PAY_PER_REQUEST" && {
      BillingModeSummary: {
        BillingMode: "PAY_PER_REQUEST",
        LastUpdateToPayPerRequestDateTime: table.createdAt / 1000,
      },
    }),
    DeletionProtectionEnabled: table.deletionProtection,
    ...(globals.length > 0 && { GlobalSecondaryIndexes: globals }),
    ...(locals.length > 0 && { LocalSecondaryIndexes: locals }),
    ...streamDescription(table),
    ...table.extras,
  };
}

function streamDescription(table: Table): Record<string, unknown> {
  if (!table.stream) return {};
  return {
    LatestStreamArn: table.stream.arn,
    LatestStreamLabel: table.stream.label,
    ...(table.stream.enabled && {
      StreamSpecification: { StreamEnabled: true, StreamViewType: table.stream.view },
    }),
  };
}

function describeIndex(table: Table, index: Index, status: Status): Record<string, unknown> {
  const { count, bytes } = measured(index.entries, (item) => projected(table, index, item));
  return {
    IndexName: index.name,
    IndexArn: `${table.arn}/index/${index.name}`,
    KeySchema: keyElements(index),
    Projection: index.projection,
    ItemCount: count,
    IndexSizeBytes: bytes,
    ...(index.kind === "global" && {
      IndexStatus: status === "UPDATING" ? "ACTIVE" : status,
      ProvisionedThroughput: throughput(index.throughput),
    }),
  };
}

function keyElements({ hash, range }: KeySchema): { AttributeName: string; KeyType: string }[] {
  return [
    { AttributeName: hash.name, KeyType: "HASH" },
    ...(range ? [{ AttributeName: range.name, KeyType: "RANGE" }] : []),
  ];
}

function throughput({ ReadCapacityUnits, WriteCapacityUnits }: Throughput): Record<string, number> {
  return { NumberOfDecreasesToday: 0, ReadCapacityUnits, WriteCapacityUnits };
}

function measured(
  collection: Collection,
  view: (item: Parameters<typeof itemSize>[0]) => Parameters<typeof itemSize>[0] = (item) => item,
): { count: number; bytes: number } {
  let count = 0;
  let bytes = 0;
  for (const partition of collection.values()) {
    count += partition.length;
    for (const { item } of partition) bytes += itemSize(view(item));
  }
  return { count, bytes };
}
