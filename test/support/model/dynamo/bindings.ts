import type { AttributeValue } from "./attribute-values.ts";
import { normalValue } from "./attribute-values.ts";
import type { Parsed } from "./expressions.ts";
import { invalid } from "./refusals.ts";
import { AwsError } from "../aws-error.ts";

/** The placeholders of one request. `used` is what its expressions asked for. */
export type Bindings = {
  names: Record<string, string>;
  values: Record<string, AttributeValue>;
  used: Set<string>;
};

type Placeholders = {
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, unknown>;
};

const PLACEHOLDER = /^[#:][A-Za-z0-9_]+$/;

/** Reads `ExpressionAttributeNames` and `-Values`; `expressions` are the request's expression parameters by name. */
export function bindingsOf(input: Placeholders, expressions: Record<string, unknown>): Bindings {
  const { ExpressionAttributeNames: names, ExpressionAttributeValues: values } = input;
  const none = Object.values(expressions).every((expression) => expression === undefined);
  const missing = Object.keys(expressions)
    .map((parameter) => `${parameter} is null`)
    .join(" and ");
  for (const [parameter, given] of Object.entries({
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  })) {
    if (given === undefined || given === null) continue;
    if (none) throw invalid(`${parameter} can only be specified when using expressions: ${missing}`);
    checkKeys(parameter, given, parameter === "ExpressionAttributeNames" ? "#" : ":");
  }
  return { names: names ?? {}, values: boundValues(values ?? {}), used: new Set() };
}

/** Marks what the expression uses; throws for a placeholder that the request does not define. */
export function bind<Tree>(bindings: Bindings, parsed: Parsed<Tree>): Tree {
  for (const ref of parsed.nameRefs) {
    if (!Object.hasOwn(bindings.names, ref)) {
      throw invalid(
        `Invalid ${parsed.parameter}: An expression attribute name used in the document path is not defined; attribute name: ${ref}`,
      );
    }
    bindings.used.add(ref);
  }
  for (const ref of parsed.valueRefs) {
    if (!Object.hasOwn(bindings.values, ref)) {
      throw invalid(
        `Invalid ${parsed.parameter}: An expression attribute value used in expression is not defined; attribute value: ${ref}`,
      );
    }
    bindings.used.add(ref);
  }
  return parsed.tree;
}

/** Throws for placeholders that no expression used. */
export function refuseUnused(bindings: Bindings): void {
  for (const parameter of ["Names", "Values"] as const) {
    const given = parameter === "Names" ? bindings.names : bindings.values;
    const unused = Object.keys(given).filter((ref) => !bindings.used.has(ref));
    if (unused.length > 0) {
      throw invalid(
        `Value provided in ExpressionAttribute${parameter} unused in expressions: keys: {${unused.join(", ")}}`,
      );
    }
  }
}

export function resolveName(bindings: Bindings, name: string): string {
  return name.startsWith("#") ? bindings.names[name]! : name;
}

function checkKeys(parameter: string, given: Record<string, unknown>, mark: string): void {
  const keys = Object.keys(given);
  if (keys.length === 0) throw invalid(`${parameter} must not be empty`);
  const wrong = keys.find((key) => !key.startsWith(mark) || !PLACEHOLDER.test(key));
  if (wrong !== undefined) throw invalid(`${parameter} contains invalid key: Syntax error; key: "${wrong}"`);
}

function boundValues(values: Record<string, unknown>): Record<string, AttributeValue> {
  const bound: Record<string, AttributeValue> = {};
  for (const [ref, value] of Object.entries(values)) {
    try {
      bound[ref] = normalValue(value);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      throw invalid(`ExpressionAttributeValues contains invalid value: ${error.message} for key ${ref}`);
    }
  }
  return bound;
}
