import type { AttributeValue, Item } from "./attribute-values.ts";
import { bytes, compareValues, equalValues, setMembers, typeOf, valueSize } from "./attribute-values.ts";
import type { Bindings } from "./bindings.ts";
import type { Comparator, Condition, Operand } from "./expressions.ts";
import { plainPath, valueAt } from "./paths.ts";

/** Whether the item (empty where there is none) satisfies a bound condition. */
export function holds(condition: Condition, item: Item, bindings: Bindings): boolean {
  const read = (operand: Operand) => operandValue(operand, item, bindings);
  switch (condition.kind) {
    case "and":
      return holds(condition.left, item, bindings) && holds(condition.right, item, bindings);
    case "or":
      return holds(condition.left, item, bindings) || holds(condition.right, item, bindings);
    case "not":
      return !holds(condition.inner, item, bindings);
    case "compare":
      return compare(condition.operator, read(condition.left), read(condition.right));
    case "between": {
      const value = read(condition.operand);
      return compare(">=", value, read(condition.low)) && compare("<=", value, read(condition.high));
    }
    case "in": {
      const value = read(condition.operand);
      return condition.choices.some((choice) => compare("=", value, read(choice)));
    }
    default:
      return callHolds(condition.name, condition.operands.map(read));
  }
}

export function operandValue(operand: Operand, item: Item, bindings: Bindings): AttributeValue | undefined {
  if (operand.kind === "value") return bindings.values[operand.ref];
  if (operand.kind === "path") return valueAt(item, plainPath(operand.path, bindings));
  const size = sizeOf(operandValue(operand.operands[0]!, item, bindings));
  return size === undefined ? undefined : { N: String(size) };
}

function compare(
  operator: Comparator,
  left: AttributeValue | undefined,
  right: AttributeValue | undefined,
): boolean {
  if (left === undefined || right === undefined) return operator === "<>";
  if (operator === "=") return equalValues(left, right);
  if (operator === "<>") return !equalValues(left, right);
  const order = compareValues(left, right);
  if (order === undefined) return false;
  if (operator === "<") return order < 0;
  if (operator === "<=") return order <= 0;
  return operator === ">" ? order > 0 : order >= 0;
}

function callHolds(name: string, [first, second]: (AttributeValue | undefined)[]): boolean {
  if (name === "attribute_exists") return first !== undefined;
  if (name === "attribute_not_exists") return first === undefined;
  if (first === undefined || second === undefined) return false;
  if (name === "attribute_type") return "S" in second && typeOf(first) === second.S;
  return name === "begins_with" ? beginsWith(first, second) : contains(first, second);
}

function beginsWith(value: AttributeValue, prefix: AttributeValue): boolean {
  if ("S" in value && "S" in prefix) return value.S.startsWith(prefix.S);
  if (!("B" in value && "B" in prefix)) return false;
  const start = bytes(prefix.B);
  return bytes(value.B).subarray(0, start.length).equals(start);
}

function contains(value: AttributeValue, part: AttributeValue): boolean {
  if ("S" in value) return "S" in part && value.S.includes(part.S);
  if ("B" in value) return "B" in part && bytes(value.B).includes(bytes(part.B));
  if ("L" in value) return value.L.some((element) => equalValues(element, part));
  if ("SS" in value) return "S" in part && value.SS.includes(part.S);
  if ("NS" in value) return "N" in part && value.NS.includes(part.N);
  return "BS" in value && "B" in part && value.BS.includes(part.B);
}

function sizeOf(value: AttributeValue | undefined): number | undefined {
  if (value === undefined) return undefined;
  if ("S" in value) return value.S.length;
  if ("B" in value) return valueSize(value);
  if ("L" in value) return value.L.length;
  if ("M" in value) return Object.keys(value.M).length;
  return setMembers(value)?.length;
}
