import type { AttributeValue, Item } from "./attribute-values.ts";
import { bytes, normalItem, typeOf, valueSize } from "./attribute-values.ts";
import type { Position } from "./collection.ts";
import type { Index, KeyPart, KeySchema, Table } from "./database.ts";
import { numberOrder } from "./numbers.ts";
import { invalid, invalidParameter } from "./refusals.ts";

/** Longest key values in bytes (quotas page, "Partition keys and sort keys"). */
const LONGEST_HASH = 2048;
const LONGEST_RANGE = 1024;

/** Reads and checks the `Key` parameter: exactly the table's key attributes. */
export function keyOfInput(table: Table, input: unknown): Item {
  const key = normalItem(input);
  const parts = keyParts(table);
  const fits =
    Object.keys(key).length === parts.length && parts.every((part) => hasType(key[part.name], part));
  if (!fits) throw invalid("The provided key element does not match the schema");
  checkKeyValues(table, key);
  return key;
}

/** Checks the key attributes of a whole item, those of indexes included, and returns its table key. */
export function keyOfItem(table: Table, item: Item): Item {
  for (const part of keyParts(table)) {
    const value = item[part.name];
    if (!value) throw invalidParameter(`Missing the key ${part.name} in the item`);
    if (!hasType(value, part)) {
      throw invalidParameter(
        `Type mismatch for key ${part.name} expected: ${part.type} actual: ${typeOf(value)}`,
      );
    }
  }
  checkKeyValues(table, item);
  for (const index of table.indexes.values()) checkIndexKey(index, item);
  return tableKey(table, item);
}

export function tableKey(table: Table, item: Item): Item {
  const key: Item = { [table.hash.name]: item[table.hash.name]! };
  if (table.range) key[table.range.name] = item[table.range.name]!;
  return key;
}

export function keyParts(schema: KeySchema): KeyPart[] {
  return schema.range ? [schema.hash, schema.range] : [schema.hash];
}

export function tablePosition(table: Table, item: Item): Position {
  return {
    hash: keyText(item[table.hash.name]!),
    sort: table.range ? keyText(item[table.range.name]!) : "",
    tie: "",
  };
}

/** Where an item stands in an index; undefined if it lacks one of the index's key attributes. */
export function indexPosition(table: Table, index: Index, item: Item): Position | undefined {
  const hash = item[index.hash.name];
  const range = index.range && item[index.range.name];
  if (!hash || (index.range && !range)) return undefined;
  const { hash: tableHash, sort } = tablePosition(table, item);
  return { hash: keyText(hash), sort: range ? keyText(range) : "", tie: `${tableHash}\u0000${sort}` };
}

/** A text whose UTF-8 order is the order of the key values. */
export function keyText(value: AttributeValue): string {
  if ("S" in value) return value.S;
  if ("N" in value) return numberOrder(value.N);
  if ("B" in value) return bytes(value.B).toString("latin1");
  throw new Error("a key is a string, a number or binary");
}

export function hasType(value: AttributeValue | undefined, part: KeyPart): boolean {
  return value !== undefined && part.type in value;
}

function checkKeyValues(table: Table, item: Item): void {
  for (const part of keyParts(table)) {
    const value = item[part.name]!;
    if (isEmpty(value)) {
      throw invalid(
        `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${emptyType(value)} value. Key: ${part.name}`,
      );
    }
  }
  if (valueSize(item[table.hash.name]!) > LONGEST_HASH) {
    throw invalidParameter(`Size of hashkey has exceeded the maximum size limit of${LONGEST_HASH} bytes`);
  }
  if (table.range && valueSize(item[table.range.name]!) > LONGEST_RANGE) {
    throw invalidParameter(
      `Aggregated size of all range keys has exceeded the size limit of ${LONGEST_RANGE} bytes`,
    );
  }
}

function checkIndexKey(index: Index, item: Item): void {
  for (const part of keyParts(index)) {
    const value = item[part.name];
    if (!value) continue;
    if (!hasType(value, part)) {
      throw invalidParameter(
        `Type mismatch for Index Key ${part.name} Expected: ${part.type} Actual: ${typeOf(value)} IndexName: ${index.name}`,
      );
    }
    if (isEmpty(value)) {
      throw invalid(
        `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty ${emptyType(value)} value. IndexName: ${index.name}, IndexKey: ${part.name}`,
      );
    }
    const longest = part === index.hash ? LONGEST_HASH : LONGEST_RANGE;
    if (valueSize(value) > longest) {
      throw invalidParameter(
        part === index.hash
          ? `Size of hashkey has exceeded the maximum size limit of${longest} bytes`
          : `Aggregated size of all range keys has exceeded the size limit of ${longest} bytes`,
      );
    }
  }
}

function isEmpty(value: AttributeValue): boolean {
  return ("S" in value && value.S === "") || ("B" in value && value.B === "");
}

function emptyType(value: AttributeValue): string {
  return "B" in value ? "binary" : "string";
}
