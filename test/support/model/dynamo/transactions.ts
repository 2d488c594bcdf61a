import type { Action, ActionInput, Decision } from "./actions.ts";
import { checkAction, deleteAction, putAction, updateAction } from "./actions.ts";
import type { Item } from "./attribute-values.ts";
import { itemSize } from "./attribute-values.ts";
import type { Usage } from "./capacity.ts";
import { addUsage, addWriteUsage, capacityOf, readUnits, writeUnits } from "./capacity.ts";
import { commit, storedItem } from "./commit.ts";
import { attemptAll } from "./cancellations.ts";
import type { Answered, Database, Operation, Table } from "./database.ts";
import type { ProjectionInput } from "./items.ts";
import { collectionMetrics, projectionOf } from "./items.ts";
import { keyOfInput, tablePosition } from "./keys.ts";
import { invalid } from "./refusals.ts";
import { answeredBefore, remember } from "./request-tokens.ts";
import { tableOf } from "./tables.ts";
import { checkParameters, constraints, FAILED } from "./validation.ts";

type Kind = "Put" | "Update" | "Delete" | "ConditionCheck";
type TransactWriteItem = Partial<Record<Kind, ActionInput>>;
type TransactGetItem = { Get?: ProjectionInput & { TableName: string; Key: unknown } };

const MOST_ITEMS = 100;
const MOST_BYTES = 4 * 1024 * 1024;
const ACTIONS = { Put: putAction, Update: updateAction, Delete: deleteAction, ConditionCheck: checkAction };
const KINDS = Object.keys(ACTIONS) as Kind[];

export const transactionOperations: Record<string, Operation> = {
  TransactWriteItems(database, input) {
    const members = membersOf<TransactWriteItem>(input);
    const kinds = members.map(kindOf);
    checkMembers(members, kinds);
    const answered = answeredBefore(database, input);
    if (answered) return replayed(database, input, answered);
    const actions = members.map((member, at) => ACTIONS[kinds[at]!](database, member[kinds[at]!]!));
    refuseRepeatedItems(actions);
    const decisions = attemptAll(actions.map((action) => () => action.decide()));
    refuseLarge(decisions);
    const writes = decisions.filter((_, at) => kinds[at] !== "ConditionCheck");
    remember(database, input, decisions);
    commit(database, writes);
    const usage: Usage = new Map();
    for (const [at, decision] of decisions.entries()) {
      if (kinds[at] === "ConditionCheck") {
        addUsage(usage, decision.table, 2 * writeUnits(decision.before ? itemSize(decision.before) : 0));
      } else addWriteUsage(usage, decision, 2);
    }
    return { ...capacity(database, usage, input, "Write"), ...metricsOf(writes, input) };
  },

  TransactGetItems(database, input) {
    const members = membersOf<TransactGetItem>(input);
    const reads = members.map(({ Get: get }) => {
      if (!get) throw invalid("TransactItems can only contain Get");
      return { get, projection: projectionOf(get), table: tableOf(database, get.TableName) };
    });
    const keys = attemptAll(
      reads.map(
        ({ get, table }) =>
          () =>
            keyOfInput(table, get.Key),
      ),
    );
    refuseRepeatedKeys(reads.map(({ table }, at) => ({ table, key: keys[at]! })));
    const items = reads.map(({ table }, at) => storedItem(table, keys[at]!));
    refuseBytes(items);
    const usage: Usage = new Map();
    for (const [at, { table }] of reads.entries()) {
      const item = items[at];
      addUsage(usage, table, 2 * readUnits(item ? itemSize(item) : 0, true));
    }
    const responses = reads.map(({ projection }, at) => (items[at] ? { Item: projection(items[at]) } : {}));
    return { Responses: responses, ...capacity(database, usage, input, "Read") };
  },
};

function membersOf<Member>(input: Record<string, unknown>): Member[] {
  checkParameters(input, "TransactItems");
  const members = input.TransactItems as Member[];
  const check = constraints();
  if (members.length === 0) {
    check.violated(
      `Value '[]' at 'transactItems' ${FAILED} Member must have length greater than or equal to 1`,
    );
  }
  if (members.length > MOST_ITEMS) {
    const shown = members
      .map((member) => `TransactItem(${Object.keys(member as object).join(", ")})`)
      .join(", ");
    check.violated(
      `Value '[${shown}]' at 'transactItems' ${FAILED} Member must have length less than or equal to 100`,
    );
  }
  check.refuse();
  return members;
}

function kindOf(member: TransactWriteItem): Kind {
  const given = KINDS.filter((kind) => member[kind] !== undefined && member[kind] !== null);
  if (given.length !== 1) throw invalid("TransactItems can only contain one of Check, Put, Update or Delete");
  return given[0]!;
}

function checkMembers(members: TransactWriteItem[], kinds: Kind[]): void {
  const check = constraints();
  for (const [at, member] of members.entries()) {
    const kind = kinds[at]!;
    const action = member[kind]!;
    const where = `transactItems.${at + 1}.member.${kind[0]!.toLowerCase()}${kind.slice(1)}`;
    check.tableName(action.TableName, `${where}.tableName`);
    check.required(`${where}.${kind === "Put" ? "item" : "key"}`, kind === "Put" ? action.Item : action.Key);
    if (kind === "Update") check.required(`${where}.updateExpression`, action.UpdateExpression);
    if (kind === "ConditionCheck") check.required(`${where}.conditionExpression`, action.ConditionExpression);
    check.oneOf(`${where}.returnValuesOnConditionCheckFailure`, action.ReturnValuesOnConditionCheckFailure, [
      "ALL_OLD",
      "NONE",
    ]);
  }
  check.refuse();
}

function refuseRepeatedItems(actions: Action[]): void {
  const keys = attemptAll(actions.map((action) => () => action.locate()));
  refuseRepeatedKeys(actions.map(({ table }, at) => ({ table, key: keys[at]! })));
}

function refuseRepeatedKeys(keys: { table: Table; key: Item }[]): void {
  const places = new Set(
    keys.map(({ table, key }) => JSON.stringify([table.name, tablePosition(table, key)])),
  );
  if (places.size < keys.length) {
    throw invalid("Transaction request cannot include multiple operations on one item");
  }
}

function refuseLarge(decisions: Decision[]): void {
  refuseBytes(decisions.map(({ after, before }) => after ?? before));
}

function refuseBytes(items: (Item | undefined)[]): void {
  const bytes = items.reduce((sum, item) => sum + (item ? itemSize(item) : 0), 0);
  if (bytes > MOST_BYTES) {
    throw invalid(
      "The aggregate size of the items in the transaction exceeds the maximum allowed size of 4 MB",
    );
  }
}

/** A repeated request writes nothing and is charged for reading what the first one wrote. */
function replayed(
  database: Database,
  input: Record<string, unknown>,
  answered: Answered,
): Record<string, unknown> {
  const usage: Usage = new Map();
  for (const { table, bytes } of answered.images) addUsage(usage, table, 2 * readUnits(bytes, true));
  return capacity(database, usage, input, "Read");
}

function metricsOf(writes: Decision[], input: Record<string, unknown>): Record<string, unknown> {
  const metrics: Record<string, unknown[]> = {};
  for (const write of writes) {
    const measured = collectionMetrics(write, input.ReturnItemCollectionMetrics);
    if (measured) (metrics[write.table.name] ??= []).push(measured);
  }
  return Object.keys(metrics).length > 0 ? { ItemCollectionMetrics: metrics } : {};
}

function capacity(
  database: Database,
  usage: Usage,
  input: Record<string, unknown>,
  kind: "Read" | "Write",
): Record<string, unknown> {
  const units = capacityOf(database, usage, input.ReturnConsumedCapacity, kind);
  return units.length > 0 ? { ConsumedCapacity: units } : {};
}
