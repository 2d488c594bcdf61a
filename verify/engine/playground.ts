/** The table on which both sides play: keys, an index with an order of its own, one of keys only, and one over the sort key. */
export const TableName = "forecourt-differential";

export const definition = {
  TableName,
  BillingMode: "PAY_PER_REQUEST" as const,
  AttributeDefinitions: [
    { AttributeName: "pk", AttributeType: "S" as const },
    { AttributeName: "sk", AttributeType: "S" as const },
    { AttributeName: "place", AttributeType: "S" as const },
    { AttributeName: "rank", AttributeType: "N" as const },
  ],
  KeySchema: keys("pk", "sk"),
  GlobalSecondaryIndexes: [
    { IndexName: "byRank", KeySchema: keys("place", "rank"), Projection: { ProjectionType: "ALL" as const } },
    {
      IndexName: "byKey",
      KeySchema: keys("place", "sk"),
      Projection: { ProjectionType: "KEYS_ONLY" as const },
    },
    {
      IndexName: "some",
      KeySchema: keys("place", "pk"),
      Projection: { ProjectionType: "INCLUDE" as const, NonKeyAttributes: ["text", "count"] },
    },
  ],
};

function keys(hash: string, range: string) {
  return [
    { AttributeName: hash, KeyType: "HASH" as const },
    { AttributeName: range, KeyType: "RANGE" as const },
  ];
}

/** What a query may read: the attributes of its key, and which attributes its entries hold. */
export type Source = {
  readonly index: string | undefined;
  readonly hash: "pk" | "place";
  readonly range: "sk" | "rank" | "pk";
  /** Undefined: all. */
  readonly holds: readonly string[] | undefined;
};

export const sources: readonly Source[] = [
  { index: undefined, hash: "pk", range: "sk", holds: undefined },
  { index: "byRank", hash: "place", range: "rank", holds: undefined },
  { index: "byKey", hash: "place", range: "sk", holds: ["pk", "sk", "place"] },
  { index: "some", hash: "place", range: "pk", holds: ["pk", "sk", "place", "text", "count"] },
];
