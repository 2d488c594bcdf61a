import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { Guarantee, Outcome } from "../guarantee.ts";
import { lockBreaches, type Lock, type Manifest, packagesOf } from "../static/lock.ts";
import { lockPlants, noticedIn } from "../static/lock-plants.ts";
import { sbom } from "../static/sbom.ts";
import { scannerBites, secretBreaches } from "../static/secrets.ts";

const root = `${import.meta.dirname}/../..`;
const aKey = "a file with a key in it";

/**
 * Lock file, licences, secrets, and the bill of materials in `reports/sbom.json`. Known vulnerabilities are looked up
 * over the network and therefore not here: `npm audit` in a CI of one's own. `n` counts packages and files.
 */
export const guarantee: Guarantee = {
  name: "supply",
  promise:
    "What is installed is pinned, hashed, free of scripts and under a licence of the list; no registry is named and no secret is checked in.",
  run,
  bugs: [],
  plants: [...lockPlants, aKey],
};

async function run(): Promise<Outcome> {
  const lock = json("package-lock.json") as Lock;
  const manifest = json("package.json") as Manifest;
  const secrets = secretBreaches();
  mkdirSync(`${root}/reports`, { recursive: true });
  writeFileSync(`${root}/reports/sbom.json`, `${JSON.stringify(sbom(lock, manifest), undefined, 2)}\n`);
  const n = packagesOf(lock).length + secrets.files;
  return {
    n,
    stimuli: n,
    violations: [...lockBreaches(lock, manifest), ...secrets.breaches],
    noticed: [...noticedIn(lock, manifest), ...(scannerBites() ? [aKey] : [])],
  };
}

function json(file: string): unknown {
  return JSON.parse(readFileSync(`${root}/${file}`, "utf8"));
}
