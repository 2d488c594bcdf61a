import { invalid, invalidParameter } from "./refusals.ts";
import type { CreateTableInput, IndexInput, KeyElement } from "./tables.ts";
import { constraints, FAILED, tableNameOf } from "./validation.ts";

/** Limits of the quotas page: indexes a table, characters of a table or index name. */
const MOST_GLOBAL = 20;
const MOST_LOCAL = 5;
const SHORTEST_NAME = 3;

export function checkCreateTable(input: Record<string, unknown>): void {
  if (input.TableName === undefined || input.TableName === null) {
    throw invalid("The parameter 'TableName' is required but was not present in the request");
  }
  checkShapes(input);
  const definition = input as CreateTableInput;
  checkThroughput(definition);
  const attributes = new Set(definition.AttributeDefinitions.map((one) => one.AttributeName));
  if (attributes.size < definition.AttributeDefinitions.length) {
    throw invalidParameter("Duplicate AttributeName in AttributeDefinitions");
  }
  checkKeySchema(definition.KeySchema, attributes);
  const locals = definition.LocalSecondaryIndexes ?? [];
  const globals = definition.GlobalSecondaryIndexes ?? [];
  checkLocals(definition, locals, attributes);
  if (definition.GlobalSecondaryIndexes?.length === 0) {
    throw invalidParameter("List of GlobalSecondaryIndexes is empty");
  }
  if (globals.length > MOST_GLOBAL) {
    throw invalidParameter(`GlobalSecondaryIndex count exceeds the per-table limit of ${MOST_GLOBAL}`);
  }
  for (const index of globals) checkIndex(index, attributes);
  refuseDuplicateNames([...locals, ...globals]);
  refuseUnusedAttributes(definition, attributes);
  checkStream(definition);
}

export function checkIndex(index: IndexInput, attributes: Set<string>): void {
  checkKeySchema(index.KeySchema, attributes);
  const { ProjectionType: type, NonKeyAttributes: others } = index.Projection;
  if (type === undefined) throw invalidParameter(`Unknown ProjectionType: null`);
  if (type === "INCLUDE" && !others?.length) {
    throw invalidParameter("ProjectionType is INCLUDE, but NonKeyAttributes is not specified");
  }
  if (type !== "INCLUDE" && others) {
    throw invalidParameter(`ProjectionType is ${type}, but NonKeyAttributes is specified`);
  }
}

function checkShapes(input: Record<string, unknown>): void {
  const { TableName, AttributeDefinitions, KeySchema, BillingMode, ProvisionedThroughput } =
    input as Partial<CreateTableInput>;
  const check = constraints();
  check.tableName(TableName);
  const name = tableNameOf(TableName);
  if (name.length > 0 && name.length < SHORTEST_NAME) {
    check.violated(
      `Value '${name}' at 'tableName' ${FAILED} Member must have length greater than or equal to 3`,
    );
  }
  check.required("attributeDefinitions", AttributeDefinitions);
  check.required("keySchema", KeySchema);
  check.oneOf("billingMode", BillingMode, ["PROVISIONED", "PAY_PER_REQUEST"]);
  for (const [at, attribute] of (AttributeDefinitions ?? []).entries()) {
    check.required(`attributeDefinitions.${at + 1}.member.attributeName`, attribute.AttributeName);
    check.oneOf(`attributeDefinitions.${at + 1}.member.attributeType`, attribute.AttributeType, [
      "B",
      "N",
      "S",
    ]);
  }
  checkElements(check, "keySchema", KeySchema ?? []);
  check.atLeast("provisionedThroughput.readCapacityUnits", ProvisionedThroughput?.ReadCapacityUnits, 1);
  check.atLeast("provisionedThroughput.writeCapacityUnits", ProvisionedThroughput?.WriteCapacityUnits, 1);
  for (const list of ["GlobalSecondaryIndexes", "LocalSecondaryIndexes"] as const) {
    for (const [at, index] of ((input as Partial<CreateTableInput>)[list] ?? []).entries()) {
      const where = `${list[0]!.toLowerCase()}${list.slice(1)}.${at + 1}.member`;
      checkIndexShape(check, where, index);
    }
  }
  check.refuse();
}

export function checkIndexShape(
  check: ReturnType<typeof constraints>,
  where: string,
  index: Partial<IndexInput>,
): void {
  check.required(`${where}.indexName`, index.IndexName);
  if (index.IndexName !== undefined && index.IndexName.length < SHORTEST_NAME) {
    check.violated(
      `Value '${index.IndexName}' at '${where}.indexName' ${FAILED} Member must have length greater than or equal to 3`,
    );
  }
  check.required(`${where}.keySchema`, index.KeySchema);
  check.required(`${where}.projection`, index.Projection);
  checkElements(check, `${where}.keySchema`, index.KeySchema ?? []);
  check.oneOf(`${where}.projection.projectionType`, index.Projection?.ProjectionType, [
    "ALL",
    "INCLUDE",
    "KEYS_ONLY",
  ]);
}

function checkElements(check: ReturnType<typeof constraints>, where: string, elements: KeyElement[]): void {
  if (elements.length > 2) {
    const shown = elements.map(
      (one) => `KeySchemaElement(attributeName=${one.AttributeName}, keyType=${one.KeyType})`,
    );
    check.violated(
      `Value '[${shown.join(", ")}]' at '${where}' ${FAILED} Member must have length less than or equal to 2`,
    );
  }
  for (const [at, element] of elements.entries()) {
    check.required(`${where}.${at + 1}.member.attributeName`, element.AttributeName);
    check.oneOf(`${where}.${at + 1}.member.keyType`, element.KeyType, ["HASH", "RANGE"]);
  }
}

function checkThroughput({ BillingMode, ProvisionedThroughput }: CreateTableInput): void {
  if (BillingMode === "PAY_PER_REQUEST" && ProvisionedThroughput) {
    throw invalidParameter(
      "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
    );
  }
  if (BillingMode !== "PAY_PER_REQUEST" && !ProvisionedThroughput) {
    throw invalidParameter(
      "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED",
    );
  }
}

function checkKeySchema(elements: KeyElement[], attributes: Set<string>): void {
  const [first, second] = elements;
  if (first?.KeyType !== "HASH") {
    throw invalid("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
  }
  if (second && second.KeyType !== "RANGE") {
    throw invalid("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
  }
  if (
    elements.some((element) => !attributes.has(element.AttributeName)) ||
    first.AttributeName === second?.AttributeName
  ) {
    throw invalid("Invalid KeySchema: Some index key attribute have no definition");
  }
}

function checkLocals(definition: CreateTableInput, locals: IndexInput[], attributes: Set<string>): void {
  if (definition.LocalSecondaryIndexes?.length === 0) {
    throw invalidParameter("List of LocalSecondaryIndexes is empty");
  }
  if (locals.length === 0) return;
  const [hash, range] = definition.KeySchema;
  if (!range) {
    throw invalidParameter(
      "Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex",
    );
  }
  if (locals.length > MOST_LOCAL) {
    throw invalidParameter(`Number of LocalSecondaryIndexes exceeds per-table limit of ${MOST_LOCAL}`);
  }
  for (const index of locals) {
    checkIndex(index, attributes);
    if (index.KeySchema.length < 2) {
      throw invalidParameter(`Index KeySchema does not have a range key for index: ${index.IndexName}`);
    }
    if (index.KeySchema[0]!.AttributeName !== hash!.AttributeName) {
      throw invalidParameter(
        `Index KeySchema does not have the same leading hash key as table KeySchema for index: ${index.IndexName}. index hash key: ${index.KeySchema[0]!.AttributeName}, table hash key: ${hash!.AttributeName}`,
      );
    }
  }
}

function refuseDuplicateNames(indexes: IndexInput[]): void {
  const names = indexes.map((index) => index.IndexName);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw invalidParameter(`Duplicate index name: ${twice}`);
}

function refuseUnusedAttributes(definition: CreateTableInput, attributes: Set<string>): void {
  const indexes = [...(definition.GlobalSecondaryIndexes ?? []), ...(definition.LocalSecondaryIndexes ?? [])];
  const used = new Set(
    [definition.KeySchema, ...indexes.map((index) => index.KeySchema)]
      .flat()
      .map((element) => element.AttributeName),
  );
  if (used.size === attributes.size) return;
  const keys = `Keys: [${[...used].join(", ")}] AttributeDefinitions: [${[...attributes].join(", ")}]`;
  throw invalidParameter(
    indexes.length > 0
      ? `Some AttributeDefinitions are not used. AttributeDefinitions: [${[...attributes].join(", ")}], keys used: [${[...used].join(", ")}]`
      : `Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions. ${keys}`,
  );
}

function checkStream({ StreamSpecification: stream }: CreateTableInput): void {
  if (stream?.StreamEnabled && !stream.StreamViewType) {
    throw invalidParameter("StreamViewType is required when StreamEnabled is true");
  }
  if (stream && !stream.StreamEnabled && stream.StreamViewType) {
    throw invalidParameter("StreamViewType cannot be specified when StreamEnabled is false");
  }
}
