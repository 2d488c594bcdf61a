import { parseArgs } from "node:util";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { type DataFile, type Manifest, writeData, writeManifest } from "./exported.ts";
import { command, operatorOf, placeOptions } from "./operator.ts";
import { everyItem } from "./scanning.ts";
import { type Item, tallying } from "./tallying.ts";

/**
 * Writes a whole table into a folder, with a count and a checksum for each dealer.
 *
 * @param place `perFile`: items in one data file, which is held in memory.
 */
export async function exportTable(
  dynamo: DynamoDBClient,
  { table, folder, perFile = 10_000 }: { table: string; folder: string; perFile?: number },
): Promise<Manifest> {
  const exportedAt = new Date().toISOString();
  const tally = tallying();
  const files: DataFile[] = [];
  let waiting: Item[] = [];
  for await (const item of everyItem(dynamo, table)) {
    tally.add(item);
    waiting.push(item);
    if (waiting.length < perFile) continue;
    files.push(writeData(folder, files.length, waiting));
    waiting = [];
  }
  if (waiting.length > 0) files.push(writeData(folder, files.length, waiting));
  const items = files.reduce((sum, file) => sum + file.items, 0);
  const manifest = { table, exportedAt, items, dealers: tally.tallies(), files };
  writeManifest(folder, manifest);
  return manifest;
}

/** `npm run ops:export -- <folder> (--local | --stage prod)` */
if (import.meta.main)
  await command(async () => {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: placeOptions });
    const [folder] = positionals;
    if (folder === undefined) throw new Error("Say into which folder.");
    const { dynamo, table } = await operatorOf(values);
    const { items, dealers } = await exportTable(dynamo, { table, folder });
    return { folder, items, dealers };
  });
