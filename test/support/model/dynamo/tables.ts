import { createHash } from "node:crypto";
import type { Database, Index, KeySchema, Operation, Projection, Table, Throughput } from "./database.ts";
import { AwsError } from "../aws-error.ts";
import { invalidParameter, notFound } from "./refusals.ts";
import type { StreamViewType } from "./streams.ts";
import { openStream } from "./streams.ts";
import { describeTable } from "./table-description.ts";
import { checkCreateTable } from "./table-validation.ts";
import { constraints, tableNameOf } from "./validation.ts";

export type KeyElement = { AttributeName: string; KeyType: "HASH" | "RANGE" };
export type IndexInput = {
  IndexName: string;
  KeySchema: KeyElement[];
  Projection: Projection;
  ProvisionedThroughput?: Throughput;
};
export type CreateTableInput = {
  TableName: string;
  AttributeDefinitions: { AttributeName: string; AttributeType: "S" | "N" | "B" }[];
  KeySchema: KeyElement[];
  GlobalSecondaryIndexes?: IndexInput[];
  LocalSecondaryIndexes?: IndexInput[];
  BillingMode?: "PROVISIONED" | "PAY_PER_REQUEST";
  ProvisionedThroughput?: Throughput;
  StreamSpecification?: { StreamEnabled: boolean; StreamViewType?: StreamViewType };
  DeletionProtectionEnabled?: boolean;
  Tags?: { Key: string; Value: string }[];
  SSESpecification?: { Enabled?: boolean; SSEType?: string; KMSMasterKeyId?: string };
  TableClass?: string;
  OnDemandThroughput?: Record<string, unknown>;
};

export const tableOperations: Record<string, Operation> = {
  CreateTable(database, input) {
    checkCreateTable(input);
    const definition = input as CreateTableInput;
    const name = tableNameOf(definition.TableName);
    if (database.tables.has(name)) {
      throw new AwsError("ResourceInUseException", `Table already exists: ${name}`);
    }
    const table = newTable(database, name, definition);
    database.tables.set(name, table);
    if (definition.StreamSpecification?.StreamEnabled) {
      openStream(database, table, definition.StreamSpecification.StreamViewType ?? "NEW_AND_OLD_IMAGES");
    }
    return { TableDescription: describeTable(table, "CREATING") };
  },

  DescribeTable(database, input) {
    return { Table: describeTable(namedTable(database, input.TableName)) };
  },

  DeleteTable(database, input) {
    const table = namedTable(database, input.TableName);
    if (table.deletionProtection) {
      throw new AwsError(
        "ValidationException",
        `Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.`,
      );
    }
    database.tables.delete(table.name);
    if (table.stream) table.stream.enabled = false;
    return { TableDescription: describeTable(table, "DELETING") };
  },

  ListTables(database, input) {
    const { ExclusiveStartTableName: start, Limit: limit = 100 } = input as {
      ExclusiveStartTableName?: string;
      Limit?: number;
    };
    const check = constraints();
    check.atLeast("limit", limit, 1);
    if (limit > 100) {
      check.violated(
        `Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 100`,
      );
    }
    check.refuse();
    const names = [...database.tables.keys()]
      .toSorted()
      .filter((name) => start === undefined || name > start);
    const page = names.slice(0, limit);
    return { TableNames: page, ...(names.length > limit && { LastEvaluatedTableName: page.at(-1) }) };
  },
};

/** The table an item operation names. */
export function tableOf(database: Database, name: unknown): Table {
  const table = database.tables.get(tableNameOf(name));
  if (!table) throw notFound();
  return table;
}

/** The table an operation on tables names; its refusals name it too. */
export function namedTable(database: Database, name: unknown): Table {
  const check = constraints();
  check.tableName(name);
  check.refuse();
  const plain = tableNameOf(name);
  const table = database.tables.get(plain);
  if (!table) throw notFound(`Requested resource not found: Table: ${plain} not found`);
  return table;
}

export function newIndex(
  types: Table["attributeTypes"],
  input: IndexInput,
  kind: Index["kind"],
  table: Pick<Table, "throughput">,
): Index {
  return {
    ...keySchema(types, input.KeySchema),
    name: input.IndexName,
    kind,
    projection: input.Projection,
    throughput: input.ProvisionedThroughput ?? table.throughput,
    entries: new Map(),
  };
}

function newTable(database: Database, name: string, definition: CreateTableInput): Table {
  const arn = `arn:aws:dynamodb:${database.region}:000000000000:table/${name}`;
  const now = database.clock.now();
  const throughput = definition.ProvisionedThroughput ?? { ReadCapacityUnits: 0, WriteCapacityUnits: 0 };
  const types = new Map(definition.AttributeDefinitions.map((one) => [one.AttributeName, one.AttributeType]));
  const indexes = [
    ...(definition.GlobalSecondaryIndexes ?? []).map((index) =>
      newIndex(types, index, "global", { throughput }),
    ),
    ...(definition.LocalSecondaryIndexes ?? []).map((index) =>
      newIndex(types, index, "local", { throughput }),
    ),
  ];
  return {
    ...keySchema(types, definition.KeySchema),
    name,
    id: uuidOf(`${arn} ${now}`),
    arn,
    createdAt: now,
    attributeTypes: types,
    billingMode: definition.BillingMode ?? "PROVISIONED",
    throughput,
    deletionProtection: definition.DeletionProtectionEnabled ?? false,
    items: new Map(),
    indexes: new Map(indexes.map((index) => [index.name, index])),
    stream: undefined,
    timeToLive: undefined,
    tags: new Map((definition.Tags ?? []).map((tag) => [tag.Key, tag.Value])),
    recoverable: false,
    extras: extrasOf(definition),
  };
}

function extrasOf(definition: CreateTableInput): Record<string, unknown> {
  const { SSESpecification: encryption, TableClass: tableClass, OnDemandThroughput: onDemand } = definition;
  return {
    ...(encryption?.Enabled && {
      SSEDescription: { Status: "ENABLED", SSEType: "KMS", KMSMasterKeyArn: encryption.KMSMasterKeyId },
    }),
    ...(tableClass && { TableClassSummary: { TableClass: tableClass } }),
    ...(onDemand && { OnDemandThroughput: onDemand }),
  };
}

function keySchema(types: Table["attributeTypes"], elements: KeyElement[]): KeySchema {
  const part = (keyType: string) => {
    const element = elements.find((one) => one.KeyType === keyType);
    const type = element && types.get(element.AttributeName);
    return element && type ? { name: element.AttributeName, type } : undefined;
  };
  const hash = part("HASH");
  if (!hash) throw invalidParameter("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
  return { hash, range: part("RANGE") };
}

function uuidOf(text: string): string {
  const hex = createHash("md5").update(text).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
