import { backfill } from "./commit.ts";
import type { Database, Operation, Table, Throughput } from "./database.ts";
import { AwsError } from "../aws-error.ts";
import { invalid, invalidParameter, notFound } from "./refusals.ts";
import type { StreamViewType } from "./streams.ts";
import { openStream } from "./streams.ts";
import { describeTable } from "./table-description.ts";
import { checkIndex, checkIndexShape } from "./table-validation.ts";
import type { CreateTableInput, IndexInput } from "./tables.ts";
import { namedTable, newIndex } from "./tables.ts";
import { constraints } from "./validation.ts";

type IndexUpdate = {
  Create?: IndexInput;
  Delete?: { IndexName: string };
  Update?: { IndexName: string; ProvisionedThroughput: Throughput };
};
type UpdateTableInput = Partial<CreateTableInput> & {
  TableName: string;
  GlobalSecondaryIndexUpdates?: IndexUpdate[];
};

export const tableUpdateOperations: Record<string, Operation> = {
  UpdateTable(database, raw) {
    const input = raw as UpdateTableInput;
    const table = namedTable(database, input.TableName);
    checkShapes(input);
    const { BillingMode, ProvisionedThroughput, StreamSpecification, DeletionProtectionEnabled } = input;
    const indexUpdates = input.GlobalSecondaryIndexUpdates ?? [];
    const nothing = [
      BillingMode,
      ProvisionedThroughput,
      StreamSpecification,
      DeletionProtectionEnabled,
    ].every((part) => part === undefined);
    if (
      nothing &&
      indexUpdates.length === 0 &&
      !input.SSESpecification &&
      !input.TableClass &&
      !input.OnDemandThroughput
    ) {
      throw invalid(
        "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required",
      );
    }
    updateThroughput(table, BillingMode, ProvisionedThroughput, indexUpdates.length > 0);
    if (DeletionProtectionEnabled !== undefined) table.deletionProtection = DeletionProtectionEnabled;
    if (StreamSpecification) updateStream(database, table, StreamSpecification);
    const changing = updateIndexes(table, input, indexUpdates);
    return { TableDescription: describeTable(table, "UPDATING", changing) };
  },
};

function checkShapes(input: UpdateTableInput): void {
  const check = constraints();
  check.oneOf("billingMode", input.BillingMode, ["PROVISIONED", "PAY_PER_REQUEST"]);
  check.atLeast("provisionedThroughput.readCapacityUnits", input.ProvisionedThroughput?.ReadCapacityUnits, 1);
  check.atLeast(
    "provisionedThroughput.writeCapacityUnits",
    input.ProvisionedThroughput?.WriteCapacityUnits,
    1,
  );
  for (const [at, { Create }] of (input.GlobalSecondaryIndexUpdates ?? []).entries()) {
    if (Create) checkIndexShape(check, `globalSecondaryIndexUpdates.${at + 1}.member.create`, Create);
  }
  check.refuse();
}

function updateThroughput(
  table: Table,
  mode: Table["billingMode"] | undefined,
  given: Throughput | undefined,
  withIndexes: boolean,
): void {
  if ((mode ?? table.billingMode) === "PAY_PER_REQUEST" && given) {
    throw invalidParameter(
      "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
    );
  }
  if (mode === "PROVISIONED" && table.billingMode !== "PROVISIONED" && !given) {
    throw invalidParameter(
      "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED",
    );
  }
  const { ReadCapacityUnits: reads, WriteCapacityUnits: writes } = table.throughput;
  const same = given?.ReadCapacityUnits === reads && given.WriteCapacityUnits === writes;
  if (given && same && table.billingMode === "PROVISIONED" && !withIndexes) {
    throw invalid(
      `The provisioned throughput for the table will not change. The requested value equals the current value. Current ReadCapacityUnits provisioned for the table: ${reads}. Requested ReadCapacityUnits: ${reads}. Current WriteCapacityUnits provisioned for the table: ${writes}. Requested WriteCapacityUnits: ${writes}. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.`,
    );
  }
  if (mode) table.billingMode = mode;
  if (given) table.throughput = given;
  if (mode === "PAY_PER_REQUEST") table.throughput = { ReadCapacityUnits: 0, WriteCapacityUnits: 0 };
}

function updateStream(
  database: Database,
  table: Table,
  {
    StreamEnabled: enabled,
    StreamViewType: view,
  }: { StreamEnabled: boolean; StreamViewType?: StreamViewType },
): void {
  if (enabled && table.stream?.enabled) {
    throw new AwsError(
      "ResourceInUseException",
      `Table already has an enabled stream: TableName: ${table.name}`,
    );
  }
  if (!enabled && !table.stream?.enabled) {
    throw invalid(`Table is already not enabled for streams: TableName: ${table.name}`);
  }
  if (!enabled && table.stream) table.stream.enabled = false;
  if (!enabled) return;
  if (!view) throw invalidParameter("StreamViewType is required when StreamEnabled is true");
  openStream(database, table, view);
}

/** Applies the changes of global indexes; gives the names of those being created. */
function updateIndexes(table: Table, input: UpdateTableInput, updates: IndexUpdate[]): string[] {
  const created = updates.flatMap(({ Create }) => Create ?? []);
  const deleted = updates.flatMap(({ Delete }) => Delete ?? []);
  if (created.length + deleted.length > 1) {
    throw new AwsError(
      "LimitExceededException",
      "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table",
    );
  }
  for (const { Update } of updates) if (Update) updateIndex(table, Update);
  for (const { IndexName } of deleted) {
    if (table.indexes.get(IndexName)?.kind !== "global") throw notFound();
    table.indexes.delete(IndexName);
    forgetAttributes(table);
  }
  for (const index of created) createIndex(table, index, input.AttributeDefinitions ?? []);
  return created.map(({ IndexName }) => IndexName);
}

function createIndex(
  table: Table,
  input: IndexInput,
  definitions: CreateTableInput["AttributeDefinitions"],
): void {
  if (table.indexes.has(input.IndexName)) {
    throw invalid(`Attempting to create an index which already exists: ${input.IndexName}`);
  }
  const types = new Map(table.attributeTypes);
  for (const { AttributeName, AttributeType } of definitions) types.set(AttributeName, AttributeType);
  checkIndex(input, new Set(types.keys()));
  if (table.billingMode === "PROVISIONED" && !input.ProvisionedThroughput) {
    throw invalidParameter(`ProvisionedThroughput must be specified for index: ${input.IndexName}`);
  }
  const index = newIndex(types, input, "global", table);
  table.attributeTypes = types;
  table.indexes.set(index.name, index);
  backfill(table, index);
}

function updateIndex(table: Table, update: { IndexName: string; ProvisionedThroughput: Throughput }): void {
  const index = table.indexes.get(update.IndexName);
  if (index?.kind !== "global") throw notFound();
  index.throughput = update.ProvisionedThroughput;
}

function forgetAttributes(table: Table): void {
  const schemas = [table, ...table.indexes.values()];
  const used = new Set(schemas.flatMap(({ hash, range }) => [hash.name, range?.name]));
  for (const name of table.attributeTypes.keys()) if (!used.has(name)) table.attributeTypes.delete(name);
}
