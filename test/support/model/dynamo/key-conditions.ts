import type { AttributeValue } from "./attribute-values.ts";
import { compareTexts } from "./attribute-values.ts";
import type { Bindings } from "./bindings.ts";
import { bind } from "./bindings.ts";
import type { Entry } from "./collection.ts";
import { lowerBound } from "./collection.ts";
import type { KeyPart, KeySchema } from "./database.ts";
import type { Condition, Operand } from "./expressions.ts";
import { parseCondition } from "./expressions.ts";
import { hasType, keyText } from "./keys.ts";
import { checkCondition } from "./operand-checks.ts";
import { plainPath } from "./paths.ts";
import { invalid, invalidParameter } from "./refusals.ts";

/** One partition, and where in it: `from` and `to` are found by binary search in the partition's sorted entries. */
export type KeyCondition = {
  hash: AttributeValue;
  interval(partition: Entry[]): { from: number; to: number };
};

type Test = { operator: string; values: AttributeValue[] };

/** Reads a `KeyConditionExpression` against the keys of a table or index. */
export function keyConditionOf(text: string, bindings: Bindings, schema: KeySchema): KeyCondition {
  const tree = bind(bindings, parseCondition("KeyConditionExpression", text));
  checkCondition("KeyConditionExpression", tree, bindings);
  const tests = testsOf(tree, bindings);
  const hashTest = tests.get(schema.hash.name);
  if (!hashTest) throw invalid(`Query condition missed key schema element: ${schema.hash.name}`);
  if (hashTest.operator !== "=") throw invalid("Query key condition not supported");
  const rangeTest = schema.range && tests.get(schema.range.name);
  if (tests.size > 1 && !rangeTest) {
    const name = schema.range?.name ?? [...tests.keys()].find((one) => one !== schema.hash.name);
    throw invalid(
      schema.range
        ? `Query condition missed key schema element: ${name}`
        : "Query key condition not supported",
    );
  }
  if (tests.size > 2) throw invalid("Query key condition not supported");
  checkTypes(schema.hash, hashTest);
  if (schema.range && rangeTest) checkTypes(schema.range, rangeTest);
  return { hash: hashTest.values[0]!, interval: (partition) => intervalOf(partition, rangeTest) };
}

function testsOf(condition: Condition, bindings: Bindings): Map<string, Test> {
  if (condition.kind === "and") {
    const tests = testsOf(condition.left, bindings);
    for (const [name, test] of testsOf(condition.right, bindings)) {
      if (tests.has(name)) {
        throw invalid(
          "Invalid KeyConditionExpression: KeyConditionExpressions must only contain one condition per key",
        );
      }
      tests.set(name, test);
    }
    return tests;
  }
  const { operator, operands } = partsOf(condition);
  const [subject, ...others] = operands;
  const values = others.map((operand) =>
    operand.kind === "value" ? bindings.values[operand.ref] : undefined,
  );
  if (subject?.kind !== "path" || values.includes(undefined)) {
    throw invalid(
      subject?.kind === "call" || others.some((operand) => operand.kind === "call")
        ? "Invalid KeyConditionExpression: KeyConditionExpressions cannot contain nested operations"
        : `Invalid KeyConditionExpression: Invalid condition in KeyConditionExpression: ${operator} operator must have the key attribute as its first operand`,
    );
  }
  const path = plainPath(subject.path, bindings);
  if (path.length > 1) {
    throw invalid(
      "Invalid KeyConditionExpression: KeyConditionExpressions cannot have conditions on nested attributes",
    );
  }
  return new Map([[String(path[0]), { operator, values: values.filter((value) => value !== undefined) }]]);
}

const FLIPPED: Record<string, string> = { "<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=" };

function partsOf(condition: Condition): { operator: string; operands: Operand[] } {
  if (condition.kind === "compare" && condition.operator !== "<>") {
    const { operator, left, right } = condition;
    const flip = left.kind === "value" && right.kind === "path";
    return flip
      ? { operator: FLIPPED[operator]!, operands: [right, left] }
      : { operator, operands: [left, right] };
  }
  if (condition.kind === "between") {
    return { operator: "BETWEEN", operands: [condition.operand, condition.low, condition.high] };
  }
  if (condition.kind === "call" && condition.name === "begins_with") {
    return { operator: condition.name, operands: condition.operands };
  }
  const operator = condition.kind === "compare" ? condition.operator : condition.kind.toUpperCase();
  throw invalid(
    `Invalid operator used in KeyConditionExpression: ${condition.kind === "call" ? condition.name : operator}`,
  );
}

function checkTypes(part: KeyPart, test: Test): void {
  if (test.operator === "begins_with" && part.type === "N") {
    throw invalid(
      "Invalid KeyConditionExpression: Incorrect operand type for operator or function; operator or function: begins_with, operand type: N",
    );
  }
  for (const value of test.values) {
    if (!hasType(value, part)) throw invalidParameter("Condition parameter type does not match schema type");
    if (keyText(value) === "") {
      throw invalid(
        `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${"B" in value ? "binary" : "string"} value. Key: ${part.name}`,
      );
    }
  }
}

function intervalOf(partition: Entry[], test: Test | undefined): { from: number; to: number } {
  const whole = { from: 0, to: partition.length };
  if (!test) return whole;
  const [low, high = low] = test.values.map(keyText) as [string, string?];
  const before = (text: string) => lowerBound(partition, (entry) => compareTexts(entry.sort, text) < 0);
  const through = (text: string) => lowerBound(partition, (entry) => compareTexts(entry.sort, text) <= 0);
  switch (test.operator) {
    case "<":
      return { from: 0, to: before(low) };
    case "<=":
      return { from: 0, to: through(low) };
    case ">":
      return { from: through(low), to: partition.length };
    case ">=":
      return { from: before(low), to: partition.length };
    case "begins_with":
      return {
        from: before(low),
        to: lowerBound(partition, ({ sort }) => compareTexts(sort, low) < 0 || sort.startsWith(low)),
      };
    default:
      return { from: before(low), to: through(high) };
  }
}
