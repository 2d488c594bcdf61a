import { compareNumbers, normalNumber, significantDigits } from "./numbers.ts";
import { invalid, invalidParameter } from "./refusals.ts";

/** A value as it travels: binary is base64 text. Stored values are never changed in place. */
export type AttributeValue =
  | { S: string }
  | { N: string }
  | { B: string }
  | { BOOL: boolean }
  | { NULL: true }
  | { SS: string[] }
  | { NS: string[] }
  | { BS: string[] }
  | { L: AttributeValue[] }
  | { M: Item };
export type Item = { [name: string]: AttributeValue };
export type ValueType = "S" | "N" | "B" | "BOOL" | "NULL" | "SS" | "NS" | "BS" | "L" | "M";

export const VALUE_TYPES: readonly ValueType[] = ["B", "NULL", "SS", "BOOL", "L", "BS", "N", "NS", "S", "M"];

const DEEPEST = 32;

export function typeOf(value: AttributeValue): ValueType {
  for (const type in value) return type as ValueType;
  throw new Error("a stored value has no type");
}

/** Elements of any of the three sets. */
export function setMembers(value: AttributeValue): string[] | undefined {
  if ("SS" in value) return value.SS;
  if ("NS" in value) return value.NS;
  return "BS" in value ? value.BS : undefined;
}

/** Checks a whole item and writes its numbers the way DynamoDB does. */
export function normalItem(input: unknown): Item {
  return normalMap(input, 0);
}

/** A checked copy of one wire value; ValidationException for what DynamoDB would not take. */
export function normalValue(input: unknown, depth = 0): AttributeValue {
  const [type, content] = soleMember(input);
  if (depth > DEEPEST) throw invalid("Nesting Levels have exceeded supported limits");
  switch (type) {
    case "S":
      return { S: text(content) };
    case "N":
      return { N: normalNumber(text(content)) };
    case "B":
      return { B: base64(content) };
    case "BOOL":
      return { BOOL: content === true };
    case "NULL":
      if (content !== true) throw invalidParameter("Null attribute value types must have the value of true");
      return { NULL: true };
    case "L":
      return { L: list(content).map((element) => normalValue(element, depth + 1)) };
    case "M":
      return { M: normalMap(content, depth + 1) };
    default:
      return normalSet(type, list(content));
  }
}

export function equalValues(left: AttributeValue, right: AttributeValue): boolean {
  if (left === right) return true;
  const type = typeOf(left);
  if (type !== typeOf(right)) return false;
  if ("L" in left && "L" in right) {
    const others = right.L;
    return left.L.length === others.length && left.L.every((value, at) => equalValues(value, others[at]!));
  }
  if ("M" in left && "M" in right) return equalItems(left.M, right.M);
  const members = setMembers(left);
  if (members) {
    const others = new Set(setMembers(right));
    return members.length === others.size && members.every((member) => others.has(member));
  }
  return scalar(left) === scalar(right);
}

export function equalItems(left: Item, right: Item): boolean {
  if (left === right) return true;
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && equalValues(left[name]!, right[name]!))
  );
}

/** Order of two values of one orderable type (S, N, B); undefined where there is none. */
export function compareValues(left: AttributeValue, right: AttributeValue): number | undefined {
  if ("S" in left && "S" in right) return compareTexts(left.S, right.S);
  if ("N" in left && "N" in right) return compareNumbers(left.N, right.N);
  if ("B" in left && "B" in right) return Buffer.compare(bytes(left.B), bytes(right.B));
  return undefined;
}

/** UTF-8 byte order without encoding: only surrogates sort differently in UTF-16. */
export function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  const shorter = Math.min(left.length, right.length);
  for (let at = 0; at < shorter; at++) {
    const first = left.charCodeAt(at);
    const second = right.charCodeAt(at);
    if (first !== second) return codePointRank(first) - codePointRank(second);
  }
  return left.length - right.length;
}

export function bytes(encoded: string): Buffer {
  return Buffer.from(encoded, "base64");
}

const sizes = new WeakMap<Item, number>();

/** Bytes as DynamoDB counts them for limits and capacity (developer guide, "Item sizes and formats"). */
export function itemSize(item: Item): number {
  const known = sizes.get(item);
  if (known !== undefined) return known;
  let size = 0;
  for (const name in item) size += Buffer.byteLength(name) + valueSize(item[name]!);
  sizes.set(item, size);
  return size;
}

export function valueSize(value: AttributeValue): number {
  if ("S" in value) return Buffer.byteLength(value.S);
  if ("N" in value) return numberSize(value.N);
  if ("B" in value) return bytes(value.B).length;
  if ("SS" in value) return total(value.SS, (member) => Buffer.byteLength(member));
  if ("NS" in value) return total(value.NS, numberSize);
  if ("BS" in value) return total(value.BS, (member) => bytes(member).length);
  if ("L" in value) return 3 + total(value.L, (element) => 1 + valueSize(element));
  if ("M" in value) return 3 + Object.keys(value.M).length + itemSize(value.M);
  return 1;
}

function numberSize(number: string): number {
  const { negative, count } = significantDigits(number);
  return Math.ceil(count / 2) + 1 + (negative ? 1 : 0);
}

function total<Element>(elements: Element[], size: (element: Element) => number): number {
  return elements.reduce((sum, element) => sum + size(element), 0);
}

function codePointRank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
}

function scalar(value: AttributeValue): string | boolean | undefined {
  if ("S" in value) return value.S;
  if ("N" in value) return value.N;
  if ("B" in value) return value.B;
  return "BOOL" in value ? value.BOOL : undefined;
}

function soleMember(input: unknown): [ValueType, unknown] {
  let found: [ValueType, unknown] | undefined;
  if (typeof input === "object" && input !== null) {
    for (const [type, content] of Object.entries(input)) {
      if (content === undefined || content === null || !VALUE_TYPES.includes(type as ValueType)) continue;
      if (found) {
        throw invalid(
          "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
        );
      }
      found = [type as ValueType, content];
    }
  }
  if (!found) {
    throw invalid("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
  }
  return found;
}

function normalMap(input: unknown, depth: number): Item {
  // fromEntries, because an assignment to "__proto__" would be lost.
  const members = Object.entries((input ?? {}) as Record<string, unknown>);
  return Object.fromEntries(members.map(([name, value]) => [name, normalValue(value, depth)]));
}

function normalSet(type: ValueType, members: unknown[]): AttributeValue {
  if (type === "BS") {
    if (members.length === 0) throw invalidParameter("Binary sets should not be empty");
    const set = members.map(base64);
    if (new Set(set).size < set.length) {
      throw invalidParameter(`Input collection [${set.join(", ")}]of type BS contains duplicates.`);
    }
    return { BS: set };
  }
  if (members.length === 0)
    throw invalidParameter(`An ${type === "SS" ? "string" : "number"} set  may not be empty`);
  if (type === "SS") return { SS: stringSet(members.map(text)) };
  const set = members.map((member) => normalNumber(text(member)));
  if (new Set(set).size < set.length) throw invalid("Input collection contains duplicates");
  return { NS: set };
}

function stringSet(set: string[]): string[] {
  if (new Set(set).size < set.length) {
    throw invalidParameter(`Input collection [${set.join(", ")}] contains duplicates.`);
  }
  if (set.includes("")) throw invalidParameter("An string set may not have a empty string as a member");
  return set;
}

function text(content: unknown): string {
  if (typeof content !== "string") throw invalid("Supplied AttributeValue has a member of the wrong type");
  return content;
}

function list(content: unknown): unknown[] {
  if (!Array.isArray(content)) throw invalid("Supplied AttributeValue has a member of the wrong type");
  return content;
}

function base64(content: unknown): string {
  return bytes(text(content)).toString("base64");
}
