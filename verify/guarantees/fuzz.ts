import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { bringUp, type LocalCloud } from "#local/cloud";
import type { SeedResult } from "#local/seeding";
import { signIn } from "#local/sign-in";
import { loadSeed } from "#local/stack";
import { type Asking, schemathesis } from "../fuzz/schemathesis.ts";
import { spoil, type Spoiling, spoilings } from "../fuzz/spoiling.ts";
import type { Guarantee, Options, Outcome } from "../guarantee.ts";
import { pythonTools } from "../static/python.ts";

const root = `${import.meta.dirname}/../..`;
const reports = `${root}/reports/fuzz`;
/** For each operation, at effort 1. */
const examples = 50;

/**
 * schemathesis calls every operation of docs/openapi.json at a local cloud of its own on 127.0.0.1, with valid and
 * invalid input. `n` counts requests.
 */
export const guarantee: Guarantee = {
  name: "fuzz",
  promise:
    "Whatever is sent to an operation of the API, it answers with a declared status and shape, never with a 5xx, and never without the token it wants.",
  run,
  bugs: [],
  plants: spoilings.map(({ name }) => name),
};

async function run({ seed, effort }: Options): Promise<Outcome> {
  const folder = mkdtempSync(`${tmpdir()}/forecourt-fuzz-`);
  try {
    const bin = await pythonTools();
    const cloud = await bringUp({ folder });
    try {
      const seeded = await (await loadSeed())(cloud);
      const tokens = await tokensOf(cloud, seeded);
      writeFileSync(`${folder}/openapi.json`, contract(seeded.dealers[0] ?? ""));
      writeFileSync(`${folder}/schemathesis.toml`, configuration(tokens));
      mkdirSync(reports, { recursive: true });
      const asking = { bin, folder, url: cloud.api, seed, report: `${reports}/report.json` };
      const noticed = await Promise.all(spoilings.map((spoiling) => seen(asking, spoiling, tokens.staff)));
      const all = {
        ...asking,
        examples: Math.ceil(examples * effort),
        phases: "examples,coverage,fuzzing",
      };
      const { cases, wrongs } = await schemathesis(all);
      return { n: cases, stimuli: cases, violations: wrongs, noticed: noticed.flat() };
    } finally {
      await cloud.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The name of a wrong answer that schemathesis sees. */
async function seen(
  asking: Omit<Asking, "examples" | "phases">,
  spoiling: Spoiling,
  bearer: string,
): Promise<string[]> {
  const spoilt = await spoil(asking.url, spoiling, bearer);
  const folder = mkdtempSync(`${asking.folder}/spoilt-`);
  cpSync(`${asking.folder}/schemathesis.toml`, `${folder}/schemathesis.toml`);
  writeFileSync(`${folder}/openapi.json`, reading(spoiling.path, `${asking.folder}/openapi.json`));
  try {
    const { wrongs } = await schemathesis({
      ...asking,
      folder,
      url: spoilt.url,
      report: `${folder}/report.json`,
      examples: 5,
      phases: "examples,coverage",
    });
    return wrongs.length > 0 ? [spoiling.name] : [];
  } finally {
    spoilt.close();
  }
}

/** The contract of one operation alone. */
function reading(path: string, file: string): string {
  const document = JSON.parse(readFileSync(file, "utf8")) as { paths: Record<string, { get?: object }> };
  return JSON.stringify({ ...document, paths: { [path]: { get: document.paths[path]?.get } } });
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

type Tokens = { readonly staff: string; readonly buyer: string };

async function tokensOf({ engine }: LocalCloud, { people, dealers }: SeedResult): Promise<Tokens> {
  const owner = people.find((person) => person.role === "owner" && person.dealer === dealers[0]);
  const customer = people.find((person) => person.pool === "customers");
  if (!owner || !customer) throw new Error("The seed made no owner or no customer.");
  const [staff, buyer] = [await signIn(engine.endpoint, owner), await signIn(engine.endpoint, customer)];
  return { staff, buyer };
}

/** An owner's and a customer's token, each for the operations that name its scheme. */
function configuration({ staff, buyer }: Tokens): string {
  return [
    `[auth.openapi.staffToken]\nbearer = "${staff}"`,
    `[auth.openapi.customerToken]\nbearer = "${buyer}"\n`,
  ].join("\n");
}
