import type { Bindings } from "./bindings.ts";
import type { Condition, Operand } from "./expressions.ts";
import { keyParts } from "./keys.ts";
import type { PlainPath } from "./paths.ts";
import { plainPath } from "./paths.ts";
import type { Source } from "./reading.ts";
import { invalid } from "./refusals.ts";

/** Refuses a filter of a Query on the key it already conditions. */
export function refuseKeyFilter(source: Source, bindings: Bindings): void {
  if (!source.filter) return;
  const names = new Set(keyParts(source.schema).map((part) => part.name));
  const key = pathsOf(source.filter, bindings).find((path) => names.has(String(path[0])));
  if (key) {
    throw invalid(
      `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${String(key[0])}`,
    );
  }
}

function pathsOf(condition: Condition, bindings: Bindings): PlainPath[] {
  const ofOperand = (operand: Operand): PlainPath[] => {
    if (operand.kind === "path") return [plainPath(operand.path, bindings)];
    return operand.kind === "call" ? operand.operands.flatMap(ofOperand) : [];
  };
  switch (condition.kind) {
    case "and":
    case "or":
      return [...pathsOf(condition.left, bindings), ...pathsOf(condition.right, bindings)];
    case "not":
      return pathsOf(condition.inner, bindings);
    case "compare":
      return [condition.left, condition.right].flatMap(ofOperand);
    case "between":
      return [condition.operand, condition.low, condition.high].flatMap(ofOperand);
    case "in":
      return [condition.operand, ...condition.choices].flatMap(ofOperand);
    default:
      return condition.operands.flatMap(ofOperand);
  }
}
