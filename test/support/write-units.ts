import { type Item, itemSize } from "./model/dynamo/attribute-values.ts";

type Call = { operation: string; input: Record<string, unknown> };

/**
 * Write units of transactions, as DynamoDB charges them: two per item and started KB, of an update the larger of
 * before and after; in each index one per started KB, and two where the item moves to another key.
 *
 * @example writeUnits(world.aws.calls, tableBefore, world.table()) // { transaction: 16, indexes: 7 }
 */
export function writeUnits(calls: readonly Call[], before: readonly Item[], after: readonly Item[]) {
  const [old, fresh] = [byKey(before), byKey(after)];
  const written = calls
    .filter(({ operation }) => operation === "TransactWriteItems")
    .flatMap(({ input }) => input["TransactItems"] as Record<string, { Key?: Item; Item?: Item }>[])
    .flatMap((piece) => Object.entries(piece))
    .map(([kind, { Key, Item }]) => ({ kind, key: keyOf(Key ?? Item ?? {}) }));
  let [transaction, indexes] = [0, 0];
  for (const { kind, key } of written) {
    const [was, is] = [old.get(key), fresh.get(key)];
    transaction += 2 * Math.max(kilobytes(was), kilobytes(is), 1);
    if (kind === "ConditionCheck") continue;
    for (const slot of ["gs1", "gs2", "gs3", "gs4", "gs5"]) indexes += indexUnits(slot, was, is);
  }
  return { transaction, indexes };
}

function indexUnits(slot: string, was: Item | undefined, is: Item | undefined): number {
  const [left, entered] = [place(slot, was), place(slot, is)];
  if (left !== undefined && left === entered) return Math.max(kilobytes(was), kilobytes(is));
  return (left === undefined ? 0 : kilobytes(was)) + (entered === undefined ? 0 : kilobytes(is));
}

function place(slot: string, item: Item | undefined): string | undefined {
  const partition = textOf(item, `${slot}pk`);
  return partition === undefined ? undefined : `${partition}\n${textOf(item, `${slot}sk`)}`;
}

function byKey(items: readonly Item[]): Map<string, Item> {
  return new Map(items.map((item) => [keyOf(item), item]));
}

function keyOf(item: Item): string {
  return `${textOf(item, "pk")}\n${textOf(item, "sk")}`;
}

function kilobytes(item: Item | undefined): number {
  return item ? Math.ceil(itemSize(item) / 1024) : 0;
}

function textOf(item: Item | undefined, name: string): string | undefined {
  const value = item?.[name];
  return value && "S" in value ? value.S : undefined;
}
