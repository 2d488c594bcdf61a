import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";

/** A test of one field that is not plain equality. */
export type Test = {
  readonly test: "lt" | "lte" | "gt" | "gte" | "ne" | "in" | "missing" | "present";
  readonly value?: unknown;
};

/** What must be true of the stored item: fields all at once; in a list, any of the alternatives. */
export type When<T> = { readonly [Field in keyof T]?: T[Field] | Test } | readonly When<T>[];

/** @example Unit.change(unit, { state: "held" }, { when: { expiresAt: lte(instant()) } }) */
export const lt = (value: unknown): Test => ({ test: "lt", value });
export const lte = (value: unknown): Test => ({ test: "lte", value });
export const gt = (value: unknown): Test => ({ test: "gt", value });
export const gte = (value: unknown): Test => ({ test: "gte", value });
export const not = (value: unknown): Test => ({ test: "ne", value });
export const oneOf = (...values: unknown[]): Test => ({ test: "in", value: values });
export const absent: Test = { test: "missing" };
export const present: Test = { test: "present" };

const signs = { lt: "<", lte: "<=", gt: ">", gte: ">=", ne: "<>" } as const;

/** Names and values of one expression: every name and value is a placeholder, nothing is pasted in. */
export type Terms = { readonly name: (field: string) => string; readonly value: (value: unknown) => string };

/** @example expression({ state: "held", expiresAt: lte(t) }, terms) // "#0 = :0 AND #1 <= :1" */
export function expression(when: When<Record<string, unknown>>, terms: Terms): string {
  if (Array.isArray(when)) return when.map((one) => `(${expression(one, terms)})`).join(" OR ");
  return Object.entries(when)
    .filter(([, wanted]) => wanted !== undefined)
    .map(([field, wanted]) => compare(terms.name(field), wanted, terms))
    .join(" AND ");
}

function compare(name: string, wanted: unknown, terms: Terms): string {
  if (!isTest(wanted)) return `${name} = ${terms.value(wanted)}`;
  if (wanted.test === "missing") return `attribute_not_exists(${name})`;
  if (wanted.test === "present") return `attribute_exists(${name})`;
  if (wanted.test === "in") return `${name} IN (${(wanted.value as unknown[]).map(terms.value).join(", ")})`;
  return `${name} ${signs[wanted.test]} ${terms.value(wanted.value)}`;
}

function isTest(value: unknown): value is Test {
  return typeof value === "object" && value !== null && "test" in value;
}

/** The placeholders of one call, collected as its expressions are written. */
export type Placeholders = Terms & {
  readonly named: (name: string, value: unknown) => string;
  readonly done: () => {
    ExpressionAttributeNames?: Record<string, string>;
    ExpressionAttributeValues?: Record<string, AttributeValue>;
  };
};

export function placeholders(): Placeholders {
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  return {
    name(field) {
      const found =
        Object.keys(names).find((placeholder) => names[placeholder] === field) ??
        `#${Object.keys(names).length}`;
      names[found] = field;
      return found;
    },
    value(value) {
      const placeholder = `:${Object.keys(values).length}`;
      values[placeholder] = value;
      return placeholder;
    },
    named(name, value) {
      values[`:${name}`] = value;
      return `:${name}`;
    },
    done: () => ({
      ...(Object.keys(names).length > 0 ? { ExpressionAttributeNames: names } : {}),
      ...(Object.keys(values).length > 0
        ? { ExpressionAttributeValues: marshall(values, { removeUndefinedValues: true }) }
        : {}),
    }),
  };
}
