import { AwsError } from "./aws-error.ts";
import type { Item } from "./dynamo/attribute-values.ts";
import { compareTexts } from "./dynamo/attribute-values.ts";
import { batchOperations } from "./dynamo/batches.ts";
import type { Clock, Database, Operation } from "./dynamo/database.ts";
import { sweep } from "./dynamo/expiry.ts";
import { itemOperations } from "./dynamo/items.ts";
import { queryOperations } from "./dynamo/query.ts";
import { scanOperations } from "./dynamo/scan.ts";
import type { StreamRecord } from "./dynamo/streams.ts";
import { streamOperations } from "./dynamo/stream-operations.ts";
import { settingOperations } from "./dynamo/table-settings.ts";
import { tableUpdateOperations } from "./dynamo/table-updates.ts";
import { namedTable, tableOperations } from "./dynamo/tables.ts";
import { transactionOperations } from "./dynamo/transactions.ts";

export { AwsError } from "./aws-error.ts";
export type { AttributeValue, Item } from "./dynamo/attribute-values.ts";
export type { Clock } from "./dynamo/database.ts";
export type { StreamRecord } from "./dynamo/streams.ts";

export type Dynamo = {
  /**
   * Answers one operation of DynamoDB or DynamoDB Streams ("PutItem", "GetRecords", …) in wire JSON: binary is base64
   * text, dates are epoch seconds. Throws AwsError. Answers share memory with the store: serialise them, never change
   * them.
   */
  call: (operation: string, input: Record<string, unknown>) => Record<string, unknown>;
  /** Copies of all items of a table, sorted by key. */
  dump: (table: string) => Item[];
  /** Deletes the items whose time to live is over, as DynamoDB would within days; gives how many. */
  sweepExpired: () => number;
};

/**
 * An empty in-memory DynamoDB. `onStream` hears the records of each request once it is committed, in order.
 *
 * @example createDynamo({ clock: { now: () => 0 } }).call("ListTables", {}) // { TableNames: [] }
 */
export function createDynamo(
  options: {
    clock?: Clock;
    region?: string;
    onStream?: (table: string, records: StreamRecord[]) => void;
  } = {},
): Dynamo {
  const database: Database = {
    clock: options.clock ?? Date,
    region: options.region ?? "us-east-1",
    tables: new Map(),
    streams: new Map(),
    tokens: new Map(),
    sequence: 0,
    onStream: options.onStream ?? (() => undefined),
  };
  return {
    call(operation, input) {
      const run = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : undefined;
      if (!run) throw new AwsError("UnknownOperationException", `Unknown operation: ${operation}`);
      return run(database, input);
    },
    dump: (table) => sortedItems(database, table),
    sweepExpired: () => sweep(database),
  };
}

const OPERATIONS: Record<string, Operation> = {
  ...itemOperations,
  ...queryOperations,
  ...scanOperations,
  ...batchOperations,
  ...transactionOperations,
  ...tableOperations,
  ...tableUpdateOperations,
  ...settingOperations,
  ...streamOperations,
};

function sortedItems(database: Database, name: string): Item[] {
  const partitions = [...namedTable(database, name).items].toSorted(([one], [other]) =>
    compareTexts(one, other),
  );
  return structuredClone(partitions.flatMap(([, entries]) => entries.map(({ item }) => item)));
}
