import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { lockBreaches, type Lock, type Manifest, packagesOf } from "./lock.ts";
import { sbom } from "./sbom.ts";
import { scannerBites, secretBreaches } from "./secrets.ts";

const root = `${import.meta.dirname}/../..`;

/**
 * `npm run verify:supply`: lock file, licences, secrets, and the bill of materials in `reports/sbom.json`. Known
 * vulnerabilities are looked up over the network and therefore not here: `npm audit` in a CI of one's own.
 */
if (import.meta.main) {
  const begun = performance.now();
  const lock = json("package-lock.json") as Lock;
  const manifest = json("package.json") as Manifest;
  const secrets = secretBreaches();
  const breaches = [...lockBreaches(lock, manifest), ...secrets.breaches];
  if (!scannerBites()) breaches.push("The secret scan does not find a planted key.");
  mkdirSync(`${root}/reports/verify`, { recursive: true });
  writeFileSync(`${root}/reports/sbom.json`, `${JSON.stringify(sbom(lock, manifest), undefined, 2)}\n`);
  const report = {
    name: "supply",
    packages: packagesOf(lock).length,
    files: secrets.files,
    violations: breaches.length,
    vulnerabilities: "not run here: `npm audit` in a CI with the registry's advisories",
    seconds: Math.round((performance.now() - begun) / 100) / 10,
  };
  for (const breach of breaches) console.error(breach);
  writeFileSync(`${root}/reports/verify/supply.json`, `${JSON.stringify(report, undefined, 2)}\n`);
  console.log(JSON.stringify(report));
  process.exitCode = breaches.length === 0 ? 0 : 1;
}

function json(file: string): unknown {
  return JSON.parse(readFileSync(`${root}/${file}`, "utf8"));
}
