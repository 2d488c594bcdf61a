import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { parseArgs } from "node:util";
import { bringUp, type LocalCloud } from "#local/cloud";
import { signIn } from "#local/sign-in";
import type { SeedResult } from "#local/seeding";
import { loadSeed } from "#local/stack";
import { pythonTools } from "../static/python.ts";

const root = `${import.meta.dirname}/../..`;
const reports = `${root}/reports/fuzz`;
/** A run that takes longer is ended, and has failed. */
const patienceMilliseconds = 6 * 60_000;
const checks = [
  "not_a_server_error",
  "status_code_conformance",
  "response_schema_conformance",
  "ignored_auth",
];

/**
 * `npm run verify:fuzz -- [--seed N] [--examples N]`: schemathesis calls every operation of docs/openapi.json at a local
 * cloud of its own on 127.0.0.1, with valid and invalid input.
 */
if (import.meta.main) {
  const { values } = parseArgs({
    options: { seed: { type: "string", default: "20261125" }, examples: { type: "string", default: "20" } },
  });
  const folder = mkdtempSync(`${tmpdir()}/forecourt-fuzz-`);
  try {
    const bin = await pythonTools();
    const cloud = await bringUp({ folder });
    try {
      const seeded = await (await loadSeed())(cloud);
      process.exitCode = await fuzz({ bin, cloud, seeded, folder, ...values });
    } finally {
      await cloud.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Fuzz = {
  bin: string;
  cloud: LocalCloud;
  seeded: SeedResult;
  folder: string;
  seed: string;
  examples: string;
};

async function fuzz({ bin, cloud, seeded, folder, seed, examples }: Fuzz): Promise<number> {
  const [dealer = ""] = seeded.dealers;
  writeFileSync(`${folder}/openapi.json`, contract(dealer));
  const config = `${folder}/schemathesis.toml`;
  writeFileSync(config, await authorised(cloud, seeded, dealer));
  mkdirSync(reports, { recursive: true });
  const report = ["--report", "json,junit", "--report-dir", reports];
  // One worker: under Python 3.11 two of them now and then disturb each other's parser.
  const bounds = ["--workers", "1", "--seed", seed, "--max-examples", examples, "--no-shrink"];
  const asked = ["--phases", "examples,coverage,fuzzing", "--checks", checks.join(","), "--url", cloud.api];
  const begun = performance.now();
  const code = await run(folder, `${bin}/schemathesis`, [
    "--config-file",
    config,
    "run",
    `${folder}/openapi.json`,
    ...asked,
    ...bounds,
    ...report,
    "--warnings",
    "off",
  ]);
  const line = {
    name: "fuzz",
    seed: Number(seed),
    examples: Number(examples),
    holds: code === 0,
    seconds: Math.round((performance.now() - begun) / 1000),
  };
  console.log(JSON.stringify(line));
  return code === 0 ? 0 : 1;
}

/**
 * The contract with the one dealer that exists, otherwise nearly every answer is a 404; and with query texts short enough
 * for the gateway, which refuses longer ones (431) before our code is called.
 */
function contract(dealer: string): string {
  const document = readFileSync(`${root}/docs/openapi.json`, "utf8");
  return JSON.stringify(JSON.parse(document, (_name, value: unknown) => narrowed(value, dealer)));
}

type Parameter = { name?: unknown; in?: unknown; schema?: { maxLength?: number } };

function narrowed(value: unknown, dealer: string): unknown {
  const parameter = (value ?? {}) as Parameter;
  if (parameter.name === "dealer" && parameter.in === "path")
    return { ...parameter, schema: { type: "string", enum: [dealer] } };
  // A character may become twelve in an address.
  if (parameter.in === "query" && (parameter.schema?.maxLength ?? 0) > 300)
    return { ...parameter, schema: { ...parameter.schema, maxLength: 300 } };
  return value;
}

/** An owner's and a customer's token, each for the operations that name its scheme. */
async function authorised({ engine }: LocalCloud, { people }: SeedResult, dealer: string): Promise<string> {
  const owner = people.find((person) => person.role === "owner" && person.dealer === dealer);
  const customer = people.find((person) => person.pool === "customers");
  if (!owner || !customer) throw new Error("The seed made no owner or no customer.");
  const [staff, buyer] = await Promise.all([owner, customer].map((each) => signIn(engine.endpoint, each)));
  return [
    `[auth.openapi.staffToken]\nbearer = "${staff}"`,
    `[auth.openapi.customerToken]\nbearer = "${buyer}"\n`,
  ].join("\n");
}

/** In `cwd` it keeps what it remembers of a run. */
function run(cwd: string, file: string, args: string[]): Promise<number | null> {
  const env = { ...process.env, NO_COLOR: "1", PYTHONUNBUFFERED: "1" };
  const child = spawn(file, args, {
    cwd,
    env,
    stdio: ["ignore", process.stderr, process.stderr],
    timeout: patienceMilliseconds,
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code));
  });
}
