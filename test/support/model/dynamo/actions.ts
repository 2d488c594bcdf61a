import type { Item } from "./attribute-values.ts";
import { itemSize, normalItem } from "./attribute-values.ts";
import type { Bindings } from "./bindings.ts";
import { bind, bindingsOf, refuseUnused } from "./bindings.ts";
import { storedItem } from "./commit.ts";
import { holds } from "./conditions.ts";
import type { Database, Table, Write } from "./database.ts";
import { parseCondition } from "./expressions.ts";
import { keyOfInput, keyOfItem, keyParts } from "./keys.ts";
import { checkCondition } from "./operand-checks.ts";
import type { PlainPath } from "./paths.ts";
import { plainPath } from "./paths.ts";
import { conditionFailed, invalid, invalidParameter } from "./refusals.ts";
import { tableOf } from "./tables.ts";
import { updated } from "./update.ts";
import type { Update } from "./update-grammar.ts";
import { checkUpdate, parseUpdate } from "./update-grammar.ts";

/** Members that Put, Update, Delete and ConditionCheck share, alone or inside a transaction. */
export type ActionInput = {
  TableName?: string;
  Item?: unknown;
  Key?: unknown;
  UpdateExpression?: string;
  ConditionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, unknown>;
  ReturnValuesOnConditionCheckFailure?: string;
};

/**
 * One intended write whose expressions have been read. `locate` checks and gives its key, `decide` reads the stored
 * item and gives the write or throws (ConditionalCheckFailedException, ValidationException); nothing is stored yet.
 */
export type Action = { table: Table; locate(): Item; decide(): Decision };
export type Decision = Write & { touched: PlainPath[] };

const LARGEST_ITEM = 400 * 1024;

export function putAction(database: Database, input: ActionInput): Action {
  const item = normalItem(input.Item);
  const { bindings, condition } = conditionOf(input, { ConditionExpression: input.ConditionExpression });
  refuseUnused(bindings);
  const table = tableOf(database, input.TableName);
  return {
    table,
    locate: () => keyOfItem(table, item),
    decide() {
      const key = keyOfItem(table, item);
      refuseLarge(item, "Item size has exceeded the maximum allowed size");
      const before = storedItem(table, key);
      condition(before);
      return { table, key, before, after: item, touched: [] };
    },
  };
}

export function deleteAction(database: Database, input: ActionInput): Action {
  return keyedAction(database, input, () => undefined);
}

export function checkAction(database: Database, input: ActionInput): Action {
  return keyedAction(database, input, (before) => before);
}

export function updateAction(database: Database, input: ActionInput): Action {
  const { bindings, condition } = conditionOf(input, {
    UpdateExpression: input.UpdateExpression,
    ConditionExpression: input.ConditionExpression,
  });
  const update = boundUpdate(input, bindings);
  refuseUnused(bindings);
  const table = tableOf(database, input.TableName);
  refuseKeyChange(table, update, bindings);
  const locate = () => keyOfInput(table, input.Key);
  return {
    table,
    locate,
    decide() {
      const key = locate();
      const before = storedItem(table, key);
      condition(before);
      const base = before ?? key;
      const { item: after, touched } = update ? updated(update, base, bindings) : { item: base, touched: [] };
      keyOfItem(table, after);
      refuseLarge(after, "Item size to update has exceeded the maximum allowed size");
      return { table, key, before, after, touched };
    },
  };
}

function keyedAction(
  database: Database,
  input: ActionInput,
  result: (before: Item | undefined) => Item | undefined,
): Action {
  const { bindings, condition } = conditionOf(input, { ConditionExpression: input.ConditionExpression });
  refuseUnused(bindings);
  const table = tableOf(database, input.TableName);
  const locate = () => keyOfInput(table, input.Key);
  return {
    table,
    locate,
    decide() {
      const key = locate();
      const before = storedItem(table, key);
      condition(before);
      return { table, key, before, after: result(before), touched: [] };
    },
  };
}

/** Reads the condition; what it gives back throws for a stored item that does not satisfy it. */
function conditionOf(
  input: ActionInput,
  expressions: Record<string, string | undefined>,
): { bindings: Bindings; condition: (before: Item | undefined) => void } {
  const bindings = bindingsOf(input, expressions);
  const text = input.ConditionExpression;
  if (text === undefined || text === null) return { bindings, condition: () => undefined };
  const tree = bind(bindings, parseCondition("ConditionExpression", text));
  checkCondition("ConditionExpression", tree, bindings);
  return {
    bindings,
    condition(before) {
      if (holds(tree, before ?? {}, bindings)) return;
      throw conditionFailed(input.ReturnValuesOnConditionCheckFailure === "ALL_OLD" ? before : undefined);
    },
  };
}

function boundUpdate(input: ActionInput, bindings: Bindings): Update | undefined {
  const text = input.UpdateExpression;
  if (text === undefined || text === null) return undefined;
  const update = bind(bindings, parseUpdate("UpdateExpression", text));
  checkUpdate(update, bindings);
  return update;
}

function refuseKeyChange(table: Table, update: Update | undefined, bindings: Bindings): void {
  if (!update) return;
  const clauses = [...update.SET, ...update.REMOVE, ...update.ADD, ...update.DELETE];
  const names = clauses.map(({ path }) => plainPath(path, bindings)[0]);
  const part = keyParts(table).find(({ name }) => names.includes(name));
  if (part) throw invalidParameter(`Cannot update attribute ${part.name}. This attribute is part of the key`);
}

function refuseLarge(item: Item, message: string): void {
  if (itemSize(item) > LARGEST_ITEM) throw invalid(message);
}
