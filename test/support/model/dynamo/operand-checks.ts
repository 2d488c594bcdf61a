import type { AttributeValue, ValueType } from "./attribute-values.ts";
import { compareValues, typeOf, VALUE_TYPES } from "./attribute-values.ts";
import type { Bindings } from "./bindings.ts";
import type { Condition, Operand } from "./expressions.ts";
import { pathText, plainPath } from "./paths.ts";
import { invalid } from "./refusals.ts";

/** What can be refused before any item is read: operand types, equal operands, BETWEEN upside down. */
export function checkCondition(parameter: string, condition: Condition, bindings: Bindings): void {
  switch (condition.kind) {
    case "and":
    case "or":
      checkCondition(parameter, condition.left, bindings);
      checkCondition(parameter, condition.right, bindings);
      return;
    case "not":
      checkCondition(parameter, condition.inner, bindings);
      return;
    case "compare":
      checkComparison(parameter, condition, bindings);
      return;
    case "between":
      checkBetween(parameter, condition, bindings);
      return;
    case "in":
      for (const operand of [condition.operand, ...condition.choices])
        checkNested(parameter, operand, bindings);
      return;
    case "call":
      checkCall(parameter, condition, bindings);
  }
}

export function refuseType(parameter: string, operator: string, type: string): never {
  throw invalid(
    `Invalid ${parameter}: Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${type}`,
  );
}

const ORDERABLE: readonly ValueType[] = ["S", "N", "B"];

function checkComparison(
  parameter: string,
  condition: Condition & { kind: "compare" },
  bindings: Bindings,
): void {
  const { operator, left, right } = condition;
  for (const operand of [left, right]) {
    checkNested(parameter, operand, bindings);
    const value = literal(operand, bindings);
    if (operator !== "=" && operator !== "<>") refuseUnless(ORDERABLE, parameter, operator, value);
  }
  refuseSame(parameter, operator, left, right, bindings);
}

function checkBetween(
  parameter: string,
  condition: Condition & { kind: "between" },
  bindings: Bindings,
): void {
  for (const operand of [condition.operand, condition.low, condition.high]) {
    checkNested(parameter, operand, bindings);
    refuseUnless(ORDERABLE, parameter, "BETWEEN", literal(operand, bindings));
  }
  const low = literal(condition.low, bindings);
  const high = literal(condition.high, bindings);
  if (!low || !high) return;
  const bounds = `lower bound operand: AttributeValue: ${shown(low)}, upper bound operand: AttributeValue: ${shown(high)}`;
  if (typeOf(low) !== typeOf(high)) {
    throw invalid(
      `Invalid ${parameter}: The BETWEEN operator requires same data type for lower and upper bounds; ${bounds}`,
    );
  }
  if ((compareValues(low, high) ?? 0) > 0) {
    throw invalid(
      `Invalid ${parameter}: The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ${bounds}`,
    );
  }
}

function checkCall(parameter: string, call: { name: string; operands: Operand[] }, bindings: Bindings): void {
  const { name } = call;
  const [first, second] = call.operands;
  for (const operand of call.operands) checkNested(parameter, operand, bindings);
  if (name === "attribute_exists" || name === "attribute_not_exists") {
    if (first!.kind !== "path") {
      throw invalid(
        `Invalid ${parameter}: Operator or function requires a document path; operator or function: ${name}`,
      );
    }
    return;
  }
  const value = second && literal(second, bindings);
  if (name === "begins_with") {
    refuseUnless(["S", "B"], parameter, name, literal(first!, bindings));
    refuseUnless(["S", "B"], parameter, name, value);
  }
  if (name === "attribute_type") checkTypeName(parameter, value);
  if (name === "contains" && second) refuseSame(parameter, name, first!, second, bindings);
}

function checkTypeName(parameter: string, value: AttributeValue | undefined): void {
  refuseUnless(["S"], parameter, "attribute_type", value);
  if (value && "S" in value && !VALUE_TYPES.includes(value.S as ValueType)) {
    throw invalid(
      `Invalid ${parameter}: Invalid attribute type name found; type: ${value.S}, valid types: {${VALUE_TYPES.join(",")}}`,
    );
  }
}

function checkNested(parameter: string, operand: Operand, bindings: Bindings): void {
  if (operand.kind !== "call") return;
  if (operand.name !== "size") {
    throw invalid(
      `Invalid ${parameter}: The function is not allowed to be used this way in an expression; function: ${operand.name}`,
    );
  }
  const value = literal(operand.operands[0]!, bindings);
  if (value && ("N" in value || "BOOL" in value || "NULL" in value))
    refuseType(parameter, "size", typeOf(value));
}

function refuseUnless(
  allowed: readonly ValueType[],
  parameter: string,
  operator: string,
  value: AttributeValue | undefined,
): void {
  if (value && !allowed.includes(typeOf(value))) refuseType(parameter, operator, typeOf(value));
}

function refuseSame(
  parameter: string,
  operator: string,
  left: Operand,
  right: Operand,
  bindings: Bindings,
): void {
  if (left.kind !== "path" || right.kind !== "path") return;
  const first = pathText(plainPath(left.path, bindings));
  if (first !== pathText(plainPath(right.path, bindings))) return;
  throw invalid(
    `Invalid ${parameter}: The first operand must be distinct from the remaining operands for this operator or function; operator: ${operator}, first operand: ${first}`,
  );
}

function literal(operand: Operand, bindings: Bindings): AttributeValue | undefined {
  return operand.kind === "value" ? bindings.values[operand.ref] : undefined;
}

function shown(value: AttributeValue): string {
  const [[type, content] = []] = Object.entries(value);
  return `{${type}:${String(content)}}`;
}
