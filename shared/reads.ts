import {
  type AttributeValue,
  BatchGetItemCommand,
  GetItemCommand,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { dynamo } from "./aws.ts";
import { config } from "./config.ts";
import { openCursor, sealCursor } from "./cursor.ts";
import { busy } from "./errors.ts";
import { beginning, encode, fillAll } from "./keys.ts";
import { scope } from "./scope.ts";
import type { Definition } from "./table.ts";
import { wait } from "./time.ts";

/** Which part of a list: `from` and `to` bound the next part of the sort key, both inclusive. */
export type Page = {
  readonly limit?: number;
  readonly cursor?: string;
  readonly reverse?: boolean;
  readonly from?: string | number;
  readonly to?: string | number;
  readonly consistent?: boolean;
};
export type PageOf<T> = { readonly data: T[]; readonly next_cursor?: string };

type Stored = Record<string, unknown>;
type Image = Record<string, AttributeValue>;

export async function findOne(
  definition: Definition,
  key: Stored,
  options?: { consistent?: boolean },
): Promise<Stored | undefined> {
  const { Item } = await dynamo().send(
    new GetItemCommand({
      TableName: tableName(),
      Key: keyOf(definition, key),
      ConsistentRead: options?.consistent,
    }),
  );
  return Item && read(definition, Item);
}

export async function findAll(
  definition: Definition,
  keys: readonly Stored[],
  options?: { consistent?: boolean },
): Promise<(Stored | undefined)[]> {
  return findTogether(
    keys.map((key) => ({ of: { definition }, key })),
    options,
  );
}

/**
 * Up to 100 items of several kinds in one call, in the order they were asked for; undefined for what is not there.
 *
 * @example const [loaf, oven] = await findTogether([{ of: Loaf, key: { loaf } }, { of: Oven, key: { oven } }]);
 */
export async function findTogether(
  items: readonly { readonly of: { readonly definition: Definition }; readonly key: Stored }[],
  options?: { consistent?: boolean },
): Promise<(Stored | undefined)[]> {
  if (items.length === 0) return [];
  if (items.length > 100) throw new Error(`At most 100 items can be read at once, not ${items.length}.`);
  const wanted = items.map(({ of, key }) => keyOf(of.definition, key));
  const names = wanted.map(nameOf);
  const images = new Map<string, Image>();
  let rest = wanted.filter((_, index) => names.indexOf(names[index]!) === index);
  for (let attempt = 1; rest.length > 0; attempt += 1) {
    const { Responses, UnprocessedKeys } = await dynamo().send(
      new BatchGetItemCommand({
        RequestItems: { [tableName()]: { Keys: rest, ConsistentRead: options?.consistent } },
      }),
    );
    for (const image of Responses?.[tableName()] ?? []) images.set(nameOf(image), image);
    rest = UnprocessedKeys?.[tableName()]?.Keys ?? [];
    if (rest.length === 0) break;
    if (attempt === 6) throw busy();
    await wait(20 * 2 ** attempt);
  }
  return names.map((name, index) => {
    const image = images.get(name);
    return image && read(items[index]!.of.definition, image);
  });
}

/** A page of the item's own partition, or of the index with that name. One call; the cursor is sealed. */
export async function queryPage(
  definition: Definition,
  parts: Stored,
  page: Page = {},
  index?: string,
): Promise<PageOf<Stored>> {
  const slot = (index ? definition.index[index]?.slot : undefined) ?? "";
  const asked = question(definition, parts, page, index);
  if (!asked) return { data: [] };
  const ExclusiveStartKey = page.cursor
    ? start(await openCursor(page.cursor), asked.partition, slot)
    : undefined;
  const { LastEvaluatedKey, Items = [] } = await dynamo().send(
    new QueryCommand({ ...asked.query, ExclusiveStartKey }),
  );
  const data = Items.map((image) => read(definition, image));
  return LastEvaluatedKey
    ? { data, next_cursor: await sealCursor(position(LastEvaluatedKey, slot)) }
    : { data };
}

/**
 * Every item of a partition, however many pages they take: for the platform's own work. A page may end early at 1 MB,
 * so only DynamoDB's word ends it; no cursor leaves the process, so none is sealed and no secret is needed.
 */
export async function* queryAll(
  definition: Definition,
  parts: Stored,
  page: Pick<Page, "consistent"> = {},
): AsyncGenerator<Stored> {
  const asked = question(definition, parts, page);
  if (!asked) return;
  let ExclusiveStartKey: Image | undefined;
  do {
    const answer = await dynamo().send(new QueryCommand({ ...asked.query, ExclusiveStartKey }));
    for (const image of answer.Items ?? []) yield read(definition, image);
    ExclusiveStartKey = answer.LastEvaluatedKey;
  } while (ExclusiveStartKey);
}

/** The query without its beginning; undefined where it cannot find anything. */
function question(definition: Definition, parts: Stored, page: Page, index?: string) {
  const templates = index ? definition.index[index] : undefined;
  const { pk, sk } = templates ?? definition.key;
  const slot = templates?.slot ?? "";
  const partition = fillAll(pk, parts);
  const { condition, values } = range(page, sk, parts);
  // DynamoDB refuses a range that ends before it begins; for whoever asks it is an empty one.
  if ((values[":from"] ?? "") > (values[":to"] ?? "\uffff")) return undefined;
  const query = {
    TableName: tableName(),
    IndexName: templates?.slot,
    KeyConditionExpression: `#pk = :pk${condition}`,
    ExpressionAttributeNames: { "#pk": `${slot}pk`, ...(condition ? { "#sk": `${slot}sk` } : {}) },
    ExpressionAttributeValues: marshall({ ":pk": partition, ...values }),
    Limit: page.limit,
    ScanIndexForward: !page.reverse,
    ConsistentRead: templates ? undefined : page.consistent,
  };
  return { partition, query };
}

/** What the schema knows of an item: keys and bookkeeping gone, older shapes lifted, unknown fields kept. */
export function read(definition: Definition, image: Image): Stored {
  let item: Stored = {};
  const all = unmarshall(image);
  for (const name in all) if (!bookkeeping.test(name)) item[name] = all[name];
  for (let v = Number(all["_v"] ?? 1); v < definition.v; v += 1)
    item = definition.upcast?.[v]?.(item) ?? item;
  return item;
}

export function tableName(): string {
  return config("TABLE_NAME").TABLE_NAME;
}

export function keyOf({ key }: Definition, values: Stored): Image {
  return { pk: { S: fillAll(key.pk, values) }, sk: { S: fillAll(key.sk, values) } };
}

const bookkeeping = /^(pk|sk|_\w+|gs\d+[ps]k)$/;

function nameOf(image: Image): string {
  return `${image["pk"]?.S}\n${image["sk"]?.S}`;
}

function range(page: Page, sk: string, parts: Stored): { condition: string; values: Record<string, string> } {
  const prefix = beginning(sk, parts);
  if (page.from !== undefined || page.to !== undefined) {
    // A bound may not be empty: U+0000 sorts before every key.
    const from = prefix + (page.from === undefined ? "" : encode(page.from)) || "\u0000";
    // Every key that begins with the bound itself still belongs: U+FFFF sorts after any continuation.
    const to = `${prefix}${page.to === undefined ? "" : encode(page.to)}\uffff`;
    return { condition: " AND #sk BETWEEN :from AND :to", values: { ":from": from, ":to": to } };
  }
  return prefix
    ? { condition: " AND begins_with(#sk, :sk)", values: { ":sk": prefix } }
    : { condition: "", values: {} };
}

/** A position leaves out what the list itself fixes: the partition of the index, and the tenant unless the list has several. */
function position(key: Image, slot: string): string[] {
  const tenant = key[`${slot}pk`]?.S?.startsWith("platform#") ? "" : scopeOfKey(key);
  const own = slot ? [key[`${slot}sk`]?.S ?? "", (key["pk"]?.S ?? "").slice(tenant.length)] : [];
  return [key["sk"]?.S ?? "", ...own];
}

function start([sk = "", slotSk = "", pk = ""]: string[], partition: string, slot: string): Image {
  if (!slot) return { pk: { S: partition }, sk: { S: sk } };
  const tenant = partition.startsWith("platform#") ? "" : scope().dealer;
  return {
    pk: { S: tenant + pk },
    sk: { S: sk },
    [`${slot}pk`]: { S: partition },
    [`${slot}sk`]: { S: slotSk },
  };
}

function scopeOfKey(key: Image): string {
  const pk = key["pk"]?.S ?? "";
  return pk.slice(0, pk.indexOf("#"));
}
