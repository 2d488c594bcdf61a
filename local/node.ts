import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { repository } from "./places.ts";

const major = 24;

/** The folder of a Node 24 or newer: ours when it runs us already, else the one npm installed for this platform. */
export function nodeFolder(): string {
  if (Number(process.versions.node.split(".")[0]) >= major) return dirname(process.execPath);
  const installed = `${repository}/node_modules/node-${process.platform}-${process.arch}/bin`;
  if (existsSync(`${installed}/node`)) return installed;
  throw new Error(
    `Node ${major} or newer is needed, this is ${process.versions.node}: install it, or run through npm.`,
  );
}
