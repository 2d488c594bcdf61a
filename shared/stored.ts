import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { Placeholders } from "./conditions.ts";
import { fill, fillAll, type Slot } from "./keys.ts";
import type { Definition } from "./table.ts";

type Item = Record<string, unknown>;

/** The stored form: fields, keys, the slots of every index that is whole, shape version, expiry. */
export function image(definition: Definition, item: Item): Record<string, AttributeValue> {
  const keys: Item = { pk: fillAll(definition.key.pk, item), sk: fillAll(definition.key.sk, item) };
  for (const { slot, pk, sk } of slots(definition)) {
    const [partition, sort] = [fill(pk, item), fill(sk, item)];
    if (partition !== undefined && sort !== undefined)
      Object.assign(keys, { [`${slot}pk`]: partition, [`${slot}sk`]: sort });
  }
  return marshall(
    { ...item, ...keys, _kind: definition.name, _v: definition.v, _ttl: definition.expires?.(item) },
    { removeUndefinedValues: true },
  );
}

function slots(definition: Definition): { slot: Slot; pk: string; sk: string }[] {
  const own = Object.values(definition.index);
  if (!definition.subject) return own;
  // Whoever writes an item that belongs to no dealer, its subject's slot belongs to none either.
  const [tenant = "", ...rest] = definition.key.pk.split("#");
  return [
    ...own,
    {
      slot: "gs5",
      pk: `${tenant}#subject#{${definition.subject}}`,
      sk: `${definition.name}#${rest.join("#")}#${definition.key.sk}`,
    },
  ];
}

/** The assignment for when DynamoDB may delete the item, where what is known of it is enough to say. */
export function expiry(definition: Definition, known: Item, terms: Placeholders): string[] {
  const seconds = definition.expires?.(known);
  return seconds === undefined || Number.isNaN(seconds)
    ? []
    : [`${terms.name("_ttl")} = ${terms.value(seconds)}`];
}

/** Assignments for the index slots whose keys the change moves. */
export function movedIndexes(definition: Definition, item: Item, next: Item, terms: Placeholders): string[] {
  return slots(definition).flatMap(({ slot, pk, sk }) => {
    const [partition, sort] = [fill(pk, next), fill(sk, next)];
    if (
      partition === undefined ||
      sort === undefined ||
      (partition === fill(pk, item) && sort === fill(sk, item))
    )
      return [];
    return [
      `${terms.name(`${slot}pk`)} = ${terms.named(`${slot}pk`, partition)}`,
      `${terms.name(`${slot}sk`)} = ${terms.named(`${slot}sk`, sort)}`,
    ];
  });
}

/** Slots of indexes the item no longer belongs to. */
export function leftIndexes(definition: Definition, item: Item, next: Item, terms: Placeholders): string[] {
  return slots(definition).flatMap(({ slot, pk, sk }) => {
    const was = fill(pk, item) !== undefined && fill(sk, item) !== undefined;
    const is = fill(pk, next) !== undefined && fill(sk, next) !== undefined;
    return was && !is ? [terms.name(`${slot}pk`), terms.name(`${slot}sk`)] : [];
  });
}

/**
 * Assignments for the index slots that a blind change moves: possible where key and change together fill the slot.
 *
 * @throws Error when they do not: the index would go stale.
 */
export function knownIndexes(
  definition: Definition,
  known: Item,
  fields: string[],
  terms: Placeholders,
): string[] {
  return slots(definition).flatMap(({ slot, pk, sk }) => {
    const parts = `${pk}#${sk}`.split(/[{}]/).filter((_, index) => index % 2 === 1);
    const moved = fields.find((field) => parts.includes(field));
    if (!moved) return [];
    const [partition, sort] = [fill(pk, known), fill(sk, known)];
    if (partition === undefined || sort === undefined)
      throw new Error(
        `${definition.name}.touch cannot change "${moved}": an index key is made of it and of fields not given. Read the item and use change.`,
      );
    return [
      `${terms.name(`${slot}pk`)} = ${terms.named(`${slot}pk`, partition)}`,
      `${terms.name(`${slot}sk`)} = ${terms.named(`${slot}sk`, sort)}`,
    ];
  });
}
