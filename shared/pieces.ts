import type * as z from "zod/mini";
import { expression, placeholders, type Placeholders, type Terms, type When } from "./conditions.ts";
import { Refusal } from "./errors.ts";
import { fillAll } from "./keys.ts";
import { isPersonal } from "./personal.ts";
import { keyOf, tableName } from "./reads.ts";
import { scope } from "./scope.ts";
import { expiry, image, knownIndexes, leftIndexes, movedIndexes } from "./stored.ts";
import type { Definition } from "./table.ts";
import type { Piece, Trace } from "./transact.ts";

type Item = Record<string, unknown>;
/** `version`: what the caller says they saw (If-Match); a stale one is 412. `when`: further tests of the stored item. */
export type Change<T> = { readonly version?: number; readonly when?: When<T> };

const failure = { ReturnValuesOnConditionCheckFailure: "ALL_OLD" } as const;

export function createPiece(definition: Definition, given: Item): Piece {
  const item = definition.schema.parse(
    "version" in definition.schema.shape ? { version: 1, ...given } : given,
  );
  return {
    label: `create ${definition.name}`,
    write: {
      Put: {
        TableName: tableName(),
        Item: image(definition, item),
        ConditionExpression: "attribute_not_exists(pk)",
        ...failure,
      },
    },
    trace: trace(definition, item, undefined, item),
  };
}

export function putPiece(definition: Definition, given: Item, when: When<Item>): Piece {
  const item = definition.schema.parse(
    "version" in definition.schema.shape ? { version: 1, ...given } : given,
  );
  const terms = placeholders();
  const condition = `attribute_not_exists(pk) OR ${both(expression(when, terms))}`;
  return {
    label: `put ${definition.name}`,
    write: {
      Put: {
        TableName: tableName(),
        Item: image(definition, item),
        ConditionExpression: condition,
        ...terms.done(),
        ...failure,
      },
    },
    trace: trace(definition, item, undefined, item),
  };
}

export function changePiece(
  definition: Definition,
  item: Item,
  changes: Item,
  options: Change<Item> = {},
): Piece {
  const next = { ...item, ...checked(definition, changes) };
  for (const name of Object.keys(changes)) if (changes[name] === undefined) delete next[name];
  const versioned = typeof item["version"] === "number";
  if (versioned) next["version"] = Number(item["version"]) + 1;
  const touched = [...Object.keys(changes), ...(versioned ? ["version"] : [])];
  const terms = placeholders();
  const sets = [
    ...assign(touched, next, terms),
    ...movedIndexes(definition, item, next, terms),
    ...expiry(definition, next, terms),
    `${terms.name("_v")} = ${terms.value(definition.v)}`,
  ];
  const removes = [
    ...touched.filter((name) => next[name] === undefined).map(terms.name),
    ...leftIndexes(definition, item, next, terms),
  ];
  return {
    label: `change ${definition.name}`,
    write: {
      Update: {
        TableName: tableName(),
        Key: keyOf(definition, item),
        UpdateExpression: `SET ${sets.join(", ")}${removes.length > 0 ? ` REMOVE ${removes.join(", ")}` : ""}`,
        ConditionExpression: unchanged(item, options, terms),
        ...terms.done(),
        ...failure,
      },
    },
    otherwise: staleOr(options),
    trace: trace(definition, item, pick(item, changes), pick(next, changes)),
  };
}

export function touchPiece(
  definition: Definition,
  key: Item,
  given: {
    set?: Item;
    add?: Record<string, number | undefined>;
    remove?: readonly string[];
    when?: When<Item>;
  },
): Piece {
  const terms = placeholders();
  const set = { ...key, ...checked(definition, given.set ?? {}) };
  const { remove = [] } = given;
  const moved = knownIndexes(
    definition,
    set,
    [...Object.keys({ ...given.set, ...given.add }), ...remove],
    terms,
  );
  const sets = [
    ...assign(Object.keys(set), set, terms),
    ...moved,
    ...expiry(definition, set, terms),
    `${terms.name("_v")} = ${terms.value(definition.v)}`,
    `${terms.name("_kind")} = ${terms.value(definition.name)}`,
  ];
  const adds = Object.entries({
    ...given.add,
    ...("version" in definition.schema.shape ? { version: 1 } : {}),
  }).map(([name, by]) => `${terms.name(name)} ${terms.value(by)}`);
  const removes = remove.map(terms.name);
  return {
    label: `touch ${definition.name}`,
    write: {
      Update: {
        TableName: tableName(),
        Key: keyOf(definition, key),
        UpdateExpression: [
          `SET ${sets.join(", ")}`,
          ...(adds.length > 0 ? [`ADD ${adds.join(", ")}`] : []),
          ...(removes.length > 0 ? [`REMOVE ${removes.join(", ")}`] : []),
        ].join(" "),
        ...(given.when ? { ConditionExpression: expression(given.when, terms), ...failure } : {}),
        ...terms.done(),
      },
    },
    trace: trace(definition, key, undefined, { ...given.set, ...withNothing(remove) }),
  };
}

export function removePiece(definition: Definition, item: Item, options: Change<Item> = {}): Piece {
  const terms = placeholders();
  const ConditionExpression = unchanged(item, options, terms);
  return {
    label: `remove ${definition.name}`,
    write: {
      Delete: {
        TableName: tableName(),
        Key: keyOf(definition, item),
        ConditionExpression,
        ...terms.done(),
        ...failure,
      },
    },
    otherwise: staleOr(options),
    trace: trace(definition, item, item, undefined),
  };
}

export function requirePiece(definition: Definition, key: Item, when: When<Item>): Piece {
  const terms = placeholders();
  const ConditionExpression = expression(when, terms);
  return {
    label: `require ${definition.name}`,
    write: {
      ConditionCheck: {
        TableName: tableName(),
        Key: keyOf(definition, key),
        ConditionExpression,
        ...terms.done(),
        ...failure,
      },
    },
  };
}

/** Field by field: a schema's defaults must not creep into a change that does not name them. */
function checked({ schema }: Definition, changes: Item): Item {
  const shape = schema.shape as Record<string, z.ZodMiniType | undefined>;
  const named = Object.entries(changes).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    named.map(([name, value]) => [name, shape[name] ? shape[name].parse(value) : value]),
  );
}

function assign(fields: string[], next: Item, terms: Terms): string[] {
  return fields
    .filter((name) => next[name] !== undefined)
    .map((name) => `${terms.name(name)} = ${terms.value(next[name])}`);
}

/**
 * Both versions count, the one in hand and the one the caller saw: a change is made of the first, so a caller who saw a
 * later one would write the old fields' indexes over it.
 */
function unchanged(item: Item, { version, when }: Change<Item>, terms: Placeholders): string {
  const seen = new Set([item["version"], version].filter((each) => each !== undefined));
  const tests = [...seen].map((each) => `${terms.name("version")} = ${terms.value(each)}`);
  if (tests.length === 0) tests.push("attribute_exists(pk)");
  if (when) tests.push(both(expression(when, terms)));
  return tests.join(" AND ");
}

function staleOr({ version, when }: Change<Item>): Refusal | undefined {
  if (version === undefined || when) return undefined;
  return new Refusal(
    412,
    "version_stale",
    "This was changed since you read it. Read it again and repeat your change.",
  );
}

/** What a blind change takes away: it has not seen what was there. */
function withNothing(fields: readonly string[]): Item {
  return Object.fromEntries(fields.map((name) => [name, null]));
}

/** What changed, for the audit trail: a personal value is never copied there, only that it was touched. */
function trace(definition: Definition, item: Item, before: Item | undefined, after: Item | undefined): Trace {
  const tenant = `${scope().dealer}#`;
  // Several items may lie in one partition.
  const sk = definition.key.sk.includes("{") ? `#${fillAll(definition.key.sk, item)}` : "";
  const key = fillAll(definition.key.pk, item) + sk;
  return {
    entity: definition.name,
    key: key.startsWith(tenant) ? key.slice(tenant.length) : key,
    before: masked(definition, before),
    after: masked(definition, after),
  };
}

function masked({ schema }: Definition, fields: Item | undefined): Item | undefined {
  if (!fields) return undefined;
  const kept = Object.entries(fields).map(([name, value]) => {
    const field = (schema.shape as Record<string, z.ZodMiniType>)[name];
    return [name, field && isPersonal(field) && value !== undefined ? "[personal]" : value];
  });
  return Object.fromEntries(kept) as Item;
}

function pick(item: Item, changes: Item): Item {
  return Object.fromEntries(Object.keys(changes).map((name) => [name, item[name]]));
}

function both(text: string): string {
  return `(${text})`;
}
