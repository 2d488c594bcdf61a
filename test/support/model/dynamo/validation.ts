import { invalid } from "./refusals.ts";

/** Collects constraint violations of a request's plain parameters and throws them in DynamoDB's own sentence. */
export function constraints(): {
  tableName(value: unknown, where?: string): void;
  oneOf(where: string, value: unknown, allowed: readonly string[]): void;
  required(where: string, value: unknown): void;
  atLeast(where: string, value: unknown, least: number): void;
  violated(violation: string): void;
  refuse(): void;
} {
  const found: string[] = [];
  const violated = (violation: string) => void found.push(violation);
  return {
    violated,
    tableName: (value, where = "tableName") => found.push(...tableNameViolations(value, where)),
    required(where, value) {
      if (value === undefined || value === null)
        violated(`Value null at '${where}' ${FAILED} Member must not be null`);
    },
    oneOf(where, value, allowed) {
      if (value === undefined || value === null || (typeof value === "string" && allowed.includes(value)))
        return;
      violated(
        `Value '${shown(value)}' at '${where}' ${FAILED} Member must satisfy enum value set: [${allowed.join(", ")}]`,
      );
    },
    atLeast(where, value, least) {
      if (value === undefined || value === null || Number(value) >= least) return;
      violated(
        `Value '${shown(value)}' at '${where}' ${FAILED} Member must have value greater than or equal to ${least}`,
      );
    },
    refuse() {
      if (found.length === 0) return;
      throw invalid(
        `${found.length} validation error${found.length > 1 ? "s" : ""} detected: ${found.join("; ")}`,
      );
    },
  };
}

export const FAILED = "failed to satisfy constraint:";

const RETURN_CONSUMED_CAPACITY = ["INDEXES", "TOTAL", "NONE"];
const RETURN_ITEM_COLLECTION_METRICS = ["SIZE", "NONE"];
const RETURN_VALUES = ["ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW"];
const RETURN_ON_FAILURE = ["ALL_OLD", "NONE"];
const SELECT = ["SPECIFIC_ATTRIBUTES", "COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES"];

/** Constraints of the parameters that item operations share; `required` are those that may not be missing. */
export function checkParameters(input: Record<string, unknown>, ...required: string[]): void {
  const check = constraints();
  if (required.includes("TableName")) check.tableName(input.TableName);
  for (const name of required) if (name !== "TableName") check.required(wireName(name), input[name]);
  check.oneOf("returnConsumedCapacity", input.ReturnConsumedCapacity, RETURN_CONSUMED_CAPACITY);
  check.oneOf(
    "returnItemCollectionMetrics",
    input.ReturnItemCollectionMetrics,
    RETURN_ITEM_COLLECTION_METRICS,
  );
  check.oneOf("returnValues", input.ReturnValues, RETURN_VALUES);
  check.oneOf(
    "returnValuesOnConditionCheckFailure",
    input.ReturnValuesOnConditionCheckFailure,
    RETURN_ON_FAILURE,
  );
  check.oneOf("select", input.Select, SELECT);
  check.atLeast("limit", input.Limit, 1);
  check.refuse();
}

const LEGACY = [
  "AttributesToGet",
  "AttributeUpdates",
  "Expected",
  "ConditionalOperator",
  "KeyConditions",
  "QueryFilter",
  "ScanFilter",
];
const EXPRESSIONS = [
  "ProjectionExpression",
  "UpdateExpression",
  "ConditionExpression",
  "FilterExpression",
  "KeyConditionExpression",
];

/** The parameters that expressions replaced in 2014 are not modelled: refused, so that nobody believes they work. */
export function refuseLegacy(input: Record<string, unknown>): void {
  const legacy = LEGACY.filter((name) => input[name] !== undefined);
  if (legacy.length === 0) return;
  const expressions = EXPRESSIONS.filter((name) => input[name] !== undefined);
  if (expressions.length > 0) {
    throw invalid(
      `Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {${legacy.join(", ")}} Expression parameters: {${expressions.join(", ")}}`,
    );
  }
  throw invalid(`The model does not know legacy parameters: ${legacy.join(", ")}`);
}

/** Table name out of a name or an ARN. */
export function tableNameOf(value: unknown): string {
  const text = String(value);
  return text.startsWith("arn:") ? text.slice(text.indexOf("/") + 1) : text;
}

function tableNameViolations(value: unknown, where: string): string[] {
  if (value === undefined || value === null)
    return [`Value null at '${where}' ${FAILED} Member must not be null`];
  const name = tableNameOf(value);
  const at = `Value '${name}' at '${where}' ${FAILED}`;
  const violations: string[] = [];
  if (name.length < 1) violations.push(`${at} Member must have length greater than or equal to 1`);
  if (name.length > 255) violations.push(`${at} Member must have length less than or equal to 255`);
  if (name !== "" && !/^[a-zA-Z0-9_.-]+$/.test(name)) {
    violations.push(`${at} Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+`);
  }
  return violations;
}

function wireName(parameter: string): string {
  return parameter[0]!.toLowerCase() + parameter.slice(1);
}

function shown(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
