import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import type { Item, Tallies } from "./tallying.ts";

/**
 * What lies in an export's folder: `manifest.json` and data files as DynamoDB's own export to S3 writes them (gzip, one
 * `{ "Item": … }` in DynamoDB JSON a line), so that AWS's import reads them too.
 */
export type Manifest = {
  readonly table: string;
  readonly exportedAt: string;
  readonly items: number;
  readonly dealers: Tallies;
  readonly files: readonly DataFile[];
};
export type DataFile = { readonly name: string; readonly items: number; readonly sha256: string };

/** Writes one data file. */
export function writeData(folder: string, number: number, items: readonly Item[]): DataFile {
  mkdirSync(`${folder}/data`, { recursive: true });
  const name = `data/${String(number).padStart(5, "0")}.json.gz`;
  const bytes = gzipSync(items.map((item) => `${JSON.stringify({ Item: item }, bytesAsText)}\n`).join(""));
  writeFileSync(`${folder}/${name}`, bytes);
  return { name, items: items.length, sha256: sha256(bytes) };
}

/** @throws Error when the file is not the one that was written. */
export function readData(folder: string, { name, sha256: expected }: DataFile): Item[] {
  const bytes = readFileSync(`${folder}/${name}`);
  if (sha256(bytes) !== expected) throw new Error(`${name} is not the file that was exported.`);
  return gunzipSync(bytes)
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => (JSON.parse(line, textAsBytes) as { Item: Item }).Item);
}

/** Written last: a folder without it holds no whole export. */
export function writeManifest(folder: string, manifest: Manifest): void {
  writeFileSync(`${folder}/manifest.json`, `${JSON.stringify(manifest, undefined, 2)}\n`);
}

export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(`${folder}/manifest.json`, "utf8")) as Manifest;
}

function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** JSON has no bytes; DynamoDB writes them as base64 under the type B, and sets of them under BS. */
function bytesAsText(_name: string, value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value;
}

function textAsBytes(name: string, value: unknown): unknown {
  if (name === "B" && typeof value === "string") return Buffer.from(value, "base64");
  if (name === "BS" && Array.isArray(value)) return value.map((each) => Buffer.from(String(each), "base64"));
  return value;
}
