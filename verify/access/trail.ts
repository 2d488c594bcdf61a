import { isDeepStrictEqual } from "node:util";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type * as z from "zod/mini";
import { contexts } from "#functions/index";
import { isPersonal } from "#shared/personal";
import { Settings } from "#shared/settings";
import type { StreamRecord } from "#test/support/model/dynamo";

type Item = Readonly<Record<string, unknown>>;
/** One item before and after; absent where it was not there, or is not any more. */
export type Difference = { readonly before?: Item | undefined; readonly after?: Item | undefined };
export type Trail = Item & { readonly changes: readonly Change[] };
type Change = { entity: string; key: string; before?: Item; after?: Item };

/** What the kernel keeps for itself is no change that anybody made; nor is the shop window's copy of a vehicle. */
const bookkeeping = new Set(
  "Event Seen Timer Swept Audit Idempotency Effect Bucket WindowRow WindowChange".split(" "),
);

/** What the stream tells of items of the business, each once. */
export function differences(records: readonly StreamRecord[]): Difference[] {
  const items = new Map<string, Difference>();
  for (const { dynamodb } of records) {
    const [before, after] = [opened(dynamodb.OldImage), opened(dynamodb.NewImage)];
    if (bookkeeping.has(String((after ?? before)?.["_kind"]))) continue;
    const key = JSON.stringify(dynamodb.Keys);
    const earlier = items.get(key);
    items.set(key, { before: earlier ? earlier.before : before, after });
  }
  return [...items.values()].filter((one) => !isDeepStrictEqual(one.before, one.after));
}

export function trailsIn(records: readonly StreamRecord[]): Trail[] {
  return records.flatMap(({ dynamodb }) => {
    const item = opened(dynamodb.NewImage);
    return item?.["_kind"] === "Audit" ? [item as Trail] : [];
  });
}

/** What the records announce, in the order of the alphabet. */
export function eventsIn(records: readonly StreamRecord[]): string[] {
  return records
    .flatMap(({ dynamodb }) => {
      const item = opened(dynamodb.NewImage);
      return item?.["_kind"] === "Event" ? [(item["event"] as { type: string }).type] : [];
    })
    .toSorted();
}

function opened(image: unknown): Item | undefined {
  return image ? unmarshall(image as never) : undefined;
}

/** What a trail does not tell of what was changed, or tells wrongly. */
export function untold(changed: readonly Difference[], { changes }: Trail): string[] {
  return changed.flatMap(({ before, after }) => {
    const item = (after ?? before) as Item;
    const told = changes.filter((change) => change.entity === item["_kind"] && isOf(change, item));
    const [change] = told;
    if (told.length !== 1 || !change) return [`${String(item["_kind"])} is told ${told.length} times`];
    return [
      ...wrong("after", change, after, changedFields(before, after)),
      // A write that reads nothing cannot tell what was there.
      ...(change.before ? wrong("before", change, before, []) : []),
      ...(!before === !change.before || isBlind(change) ? [] : ["a change is told as a creation"]),
      ...(after || !change.after ? [] : ["a removal is told as a change"]),
    ].map((text) => `${String(item["_kind"])}: ${text}`);
  });
}

/** The item that an answer is about, of those that were changed, is told as it is now. */
export function misanswered(changed: readonly Difference[], answer: Item): string[] {
  const common = (item: Item): string[] => Object.keys(answer).filter((name) => name in item);
  const [item = {}] = changed
    .flatMap(({ after }) => (after && isAbout(answer, after) ? [after] : []))
    .toSorted((one, other) => common(other).length - common(one).length);
  return common(item)
    .filter((name) => !isDeepStrictEqual(answer[name], item[name]))
    .map(
      (name) => `answered ${name} ${JSON.stringify(answer[name])}, which is ${JSON.stringify(item[name])}`,
    );
}

function isAbout(answer: Item, item: Item): boolean {
  const { pk, sk } = definitions.get(String(item["_kind"]))?.key ?? { pk: "", sk: "" };
  const names = [...`${pk} ${sk}`.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  const own = names.filter((name) => name in item);
  return own.length > 0 && own.every((name) => isDeepStrictEqual(answer[name], item[name]));
}

/** By its key alone it must be plain which item was changed, also where several lie in one partition. */
function isOf({ entity, key }: Change, { pk, sk }: Item): boolean {
  const [whole, own] = [String(pk), String(pk).slice(String(pk).indexOf("#") + 1)];
  const shared = definitions.get(entity)?.key.sk.includes("{");
  return (shared ? [`${own}#${String(sk)}`, `${whole}#${String(sk)}`] : [own, whole]).includes(key);
}

function isBlind({ before }: Change): boolean {
  return before === undefined;
}

function changedFields(before: Item | undefined, after: Item | undefined): string[] {
  if (!after) return [];
  return Object.keys({ ...before, ...after }).filter(
    (name) =>
      !/^(pk|sk|_\w+|gs\d[ps]k|version)$/.test(name) && !isDeepStrictEqual(before?.[name], after[name]),
  );
}

function wrong(side: "before" | "after", change: Change, item: Item | undefined, must: string[]): string[] {
  const told = change[side] ?? {};
  const lacking = must.filter((name) => !(name in told) && !(name in (change.before ?? {})));
  const otherwise = Object.entries(told).filter(
    ([name, value]) => !isDeepStrictEqual(value ?? undefined, maskedAs(change.entity, name, item?.[name])),
  );
  return [
    ...lacking.map((name) => `nothing is told of ${name}`),
    ...otherwise.map(([name, value]) => `${name} ${side} is told as ${JSON.stringify(value)}`),
  ];
}

/** A personal value is named, never copied. */
function maskedAs(kind: string, name: string, value: unknown): unknown {
  const field = (definitions.get(kind)?.schema.shape as Record<string, z.ZodMiniType> | undefined)?.[name];
  return field && value !== undefined && isPersonal(field) ? "[personal]" : value;
}

const definitions = new Map(
  [...contexts.flatMap(({ entities }) => entities), Settings].map(({ definition }) => [
    definition.name,
    definition,
  ]),
);
