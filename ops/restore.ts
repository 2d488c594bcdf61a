import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { BatchWriteItemCommand, type DynamoDBClient, type WriteRequest } from "@aws-sdk/client-dynamodb";
import { readData, readManifest } from "./exported.ts";
import { command, operatorOf, placeOptions } from "./operator.ts";
import { everyItem } from "./scanning.ts";
import { differences, type Item, type Tallies, tallying } from "./tallying.ts";

export type Restored = { readonly items: number; readonly dealers: Tallies };

/**
 * Fills a table from an export and compares count and checksum of every dealer with what was exported. Safe to repeat:
 * an interrupted restore is continued by the same command.
 *
 * @throws Error before anything is written when a file was changed or the table holds what the export does not; and
 *   afterwards when a dealer's checksum differs, with the dealers' names.
 */
export async function restoreTable(
  dynamo: DynamoDBClient,
  { table, folder }: { table: string; folder: string },
): Promise<Restored> {
  const { files, dealers } = readManifest(folder);
  await assertNothingElse(dynamo, table, intended(folder));
  for (const late of [false, true])
    for (const file of files)
      await writeAll(
        dynamo,
        table,
        readData(folder, file).filter((item) => setsOff(item) === late),
      );
  const tally = tallying();
  for await (const item of everyItem(dynamo, table)) tally.add(item);
  const different = differences(dealers, tally.tallies());
  if (different.length > 0) throw new Error(`Not restored as exported. ${different.join(". ")}.`);
  return { items: readManifest(folder).items, dealers };
}

/** What sets something off comes last: the stream publishes restored events again, and the proofs of what was seen are there by then. */
function setsOff({ _kind }: Item): boolean {
  return _kind?.S === "Event" || _kind?.S === "Timer";
}

/** The keys of all items of an export; reading them also shows that every file is whole. */
function intended(folder: string): Set<string> {
  const { files } = readManifest(folder);
  return new Set(files.flatMap((file) => readData(folder, file).map(keyOf)));
}

/** Two states of a platform must not be mixed. */
async function assertNothingElse(
  dynamo: DynamoDBClient,
  table: string,
  keys: ReadonlySet<string>,
): Promise<void> {
  for await (const item of everyItem(dynamo, table))
    if (!keys.has(keyOf(item)))
      throw new Error(`${table} holds items that the export does not: restore into an empty table.`);
}

function keyOf({ pk, sk }: Item): string {
  return JSON.stringify([pk?.S, sk?.S]);
}

/** Most items of one call of BatchWriteItem. */
const perCall = 25;

async function writeAll(dynamo: DynamoDBClient, table: string, items: readonly Item[]): Promise<void> {
  for (let start = 0; start < items.length; start += perCall) {
    let requests: WriteRequest[] = items
      .slice(start, start + perCall)
      .map((Item) => ({ PutRequest: { Item } }));
    for (let tries = 0; requests.length > 0; tries += 1) {
      const { UnprocessedItems } = await dynamo.send(
        new BatchWriteItemCommand({ RequestItems: { [table]: requests } }),
      );
      requests = UnprocessedItems?.[table] ?? [];
      // DynamoDB asks for growing pauses before what it left undone is asked again.
      if (requests.length > 0) await setTimeout(Math.min(50 * 2 ** tries, 5_000));
    }
  }
}

/** `npm run ops:restore -- <folder> (--local | --stage prod)` */
if (import.meta.main)
  await command(async () => {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: placeOptions });
    const [folder] = positionals;
    if (folder === undefined) throw new Error("Say from which folder.");
    const { dynamo, table } = await operatorOf(values);
    return restoreTable(dynamo, { table, folder });
  });
