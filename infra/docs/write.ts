import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { contractFiles } from "./files.ts";

/** `npm run docs`: writes what is generated from the manifests. `test/openapi.test.ts` holds the files to it. */
const root = join(import.meta.dirname, "../..");
for (const [path, text] of Object.entries(contractFiles())) {
  mkdirSync(join(root, path, ".."), { recursive: true });
  writeFileSync(join(root, path), text);
  console.log(`${path} ${Math.ceil(Buffer.byteLength(text) / 1024)} KB`);
}
