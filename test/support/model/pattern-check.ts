import { isIP } from "node:net";
import { AwsError } from "./aws-error.ts";
import { isAlternatives, isObject } from "./pattern-alternatives.ts";

/** EventBridge quota: the characters of a pattern's JSON. */
const maxCharacters = 2048;

/** Refuses, with AWS's own error name, a pattern that EventBridge would refuse when the rule is made. */
export function checkPattern(pattern: object): void {
  if (JSON.stringify(pattern).length > maxCharacters) invalid(`longer than ${maxCharacters} characters`);
  checkObject(pattern, "pattern");
}

function checkObject(node: object, path: string): void {
  if (Object.keys(node).length === 0) invalid(`Empty objects are not allowed at ${path}`);
  for (const [name, value] of Object.entries(node)) checkField(value, name, `${path}.${name}`);
}

function checkField(value: unknown, name: string, path: string): void {
  if (isObject(value)) return checkObject(value, path);
  if (!Array.isArray(value)) return invalid(`"${path}" must be an object or an array`);
  if (value.length === 0) return invalid(`Empty arrays are not allowed at ${path}`);
  if (isAlternatives(name, value)) return value.forEach((branch) => checkObject(branch, path));
  for (const one of value as unknown[]) {
    if (Array.isArray(one)) invalid(`"${path}" lists an array`);
    else if (isObject(one)) checkComparison(one, path);
  }
}

function checkComparison(comparison: Record<string, unknown>, path: string): void {
  const [entry, ...more] = Object.entries(comparison);
  if (!entry || more.length > 0) return invalid(`Only one key allowed in match expression at ${path}`);
  const [operator, operand] = entry;
  const valid = Object.hasOwn(operands, operator) ? operands[operator] : undefined;
  if (!valid) return invalid(`Unrecognized match type ${operator} at ${path}`);
  if (!valid(operand)) invalid(`${operator} at ${path} cannot take ${JSON.stringify(operand)}`);
}

const operands: Record<string, (operand: unknown) => boolean> = {
  prefix: textOrFolded,
  suffix: textOrFolded,
  "equals-ignore-case": isText,
  wildcard: isWildcard,
  exists: (operand) => typeof operand === "boolean",
  numeric: isRange,
  cidr: isCidr,
  "anything-but": isExclusion,
};

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function textOrFolded(operand: unknown): boolean {
  return (
    isText(operand) ||
    (isObject(operand) && onlyKey(operand) === "equals-ignore-case" && isText(operand["equals-ignore-case"]))
  );
}

/** No two wildcards side by side, and a backslash escapes only an asterisk or itself. */
function isWildcard(value: unknown): boolean {
  return typeof value === "string" && /^(?:[^*\\]|\\[*\\]|\*(?!\*))*$/su.test(value);
}

function isRange(operand: unknown): boolean {
  if (!Array.isArray(operand) || ![2, 4].includes(operand.length)) return false;
  const [first, low, second, high] = operand as unknown[];
  if (!Number.isFinite(low) || (high !== undefined && !Number.isFinite(high))) return false;
  if (operand.length === 2) return ["=", "<", "<=", ">", ">="].includes(String(first));
  const bounds = `${String(first)} ${String(second)}`;
  return /^>=? <=?$/u.test(bounds) && Number(low) < Number(high);
}

function isCidr(operand: unknown): boolean {
  const [network = "", bits = "", ...more] = String(operand).split("/");
  const family = isIP(network);
  return (
    family > 0 && more.length === 0 && /^\d{1,3}$/u.test(bits) && Number(bits) <= (family === 4 ? 32 : 128)
  );
}

function isExclusion(operand: unknown): boolean {
  if (!isObject(operand)) return isUniform(operand);
  const operator = onlyKey(operand);
  if (!["prefix", "suffix", "equals-ignore-case", "wildcard"].includes(operator)) return false;
  const list = listed(operand[operator]);
  const test = operator === "wildcard" ? isWildcard : isText;
  const mayBeEmpty = operator === "equals-ignore-case" || operator === "wildcard";
  return list.length > 0 && list.every((one) => test(one) && (mayBeEmpty || one !== ""));
}

/** A scalar or a list, all strings or all numbers. */
function isUniform(operand: unknown): boolean {
  const list = listed(operand);
  if (list.length === 0) return false;
  return list.every((one) => typeof one === "string") || list.every((one) => typeof one === "number");
}

function listed(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

function onlyKey(value: object): string {
  const keys = Object.keys(value);
  return keys.length === 1 ? String(keys[0]) : "";
}

function invalid(reason: string): never {
  throw new AwsError("InvalidEventPatternException", `Event pattern is not valid. Reason: ${reason}`);
}
