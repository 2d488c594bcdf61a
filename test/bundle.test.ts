import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Bundle, bundle } from "#infra/bundle";

const folder = mkdtempSync(join(tmpdir(), "forecourt-bundle-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Two functions that share the DynamoDB client; only one uses queues, and only when asked. */
function entries(greeting: string): { name: string; source: string }[] {
  const shared = `import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb"; const table = new DynamoDBClient({ region: "eu-west-2" });`;
  const list = `export const list = (endpoint: string) => new DynamoDBClient({ endpoint, region: "eu-west-2", maxAttempts: 1, credentials: { accessKeyId: "a", secretAccessKey: "b" } }).send(new ListTablesCommand());`;
  const lazily = `export const queues = async () => (await import("@aws-sdk/client-sqs")).SQSClient.name;`;
  return [
    {
      name: "greet",
      source: `${shared}export const handler = async (): Promise<string> => ${JSON.stringify(greeting)} + table.config.serviceId;`,
    },
    { name: "count", source: `${shared}${list}${lazily}export const handler = async () => 1;` },
  ];
}

let bundles: Bundle[];
beforeAll(async () => {
  bundles = await bundle(entries("Hello "), `${folder}/first`);
});

test("equal sources give equal bytes", async () => {
  await bundle(entries("Hello "), `${folder}/again`);
  for (const name of ["greet", "count"])
    expect(bytesOf(`${folder}/again/${name}`)).toEqual(bytesOf(`${folder}/first/${name}`));
});

test("an edit changes the function it concerns and no other", async () => {
  await bundle(entries("Good morning "), `${folder}/edited`);
  expect(bytesOf(`${folder}/edited/greet`)).not.toEqual(bytesOf(`${folder}/first/greet`));
  expect(bytesOf(`${folder}/edited/count`)).toEqual(bytesOf(`${folder}/first/count`));
});

test("a function carries no chunk that it cannot reach, and loses those it no longer reaches", async () => {
  await bundle(entries("Hello "), `${folder}/shrunk`);
  await bundle([{ name: "count", source: "export const handler = async () => 1;" }], `${folder}/shrunk`);
  expect(readdirSync(`${folder}/shrunk/count`)).toEqual(["index.mjs"]);
  const greet = bundles.find(({ name }) => name === "greet");
  expect(Object.keys(greet?.inputs ?? {}).filter((path) => path.includes("client-sqs"))).toEqual([]);
});

test("what is counted at import leaves out what is imported when asked", () => {
  const count = bundles.find(({ name }) => name === "count");
  const total = readdirSync(`${folder}/first/count`).reduce(
    (sum, file) => sum + readFileSync(`${folder}/first/count/${file}`).length,
    0,
  );
  expect(count?.bytesAtImport).toBeGreaterThan(10_000);
  expect(count?.bytesAtImport).toBeLessThan(total);
});

test("importing a function with an AWS client loads no HTTP module, and using the client still does", () => {
  const program = `
    const { list } = await import(${JSON.stringify(`${folder}/first/count/index.mjs`)});
    const loaded = () => process.moduleLoadList.filter((name) => / (https?|http2)$/.test(name)).length;
    const before = loaded();
    const error = await list("http://127.0.0.1:9").catch((cause) => cause.code);
    console.log(JSON.stringify({ before, error, after: loaded() > 0 }));`;
  const printed = execFileSync(process.execPath, ["--input-type=module", "--eval", program], {
    encoding: "utf8",
  });
  expect(JSON.parse(printed)).toEqual({ before: 0, error: "ECONNREFUSED", after: true });
});

test("what a function opens at its start is two files, and none with a character that doubles the rest in memory", () => {
  for (const { name, dir } of bundles) {
    const opened = new Set(["index.mjs"]);
    for (const file of opened) for (const next of staticImports(`${dir}/${file}`)) opened.add(next);
    expect([name, opened.size]).toEqual([name, 2]);
    for (const file of opened) expect(readFileSync(`${dir}/${file}`, "utf8")).not.toMatch(/[\u0100-\uffff]/);
  }
});

test("what is loaded later shares the modules of the start, also while the entry still waits for it", async () => {
  const source = (name: string, text: string) => writeFileSync(`${folder}/${name}.ts`, text);
  source("one", `export const heard: string[] = [];`);
  source("two", `export const said: string[] = [];`);
  source(
    "first",
    `import { heard } from "./one.ts"; import { said } from "./two.ts"; heard.push("first"); said.push("1");`,
  );
  source("second", `import { heard } from "./one.ts"; heard.push("second 宝马");`);
  const entry = `
    import { heard } from "${folder}/one.ts";
    import { said } from "${folder}/two.ts";
    await import("${folder}/first.ts");
    export const handler = async () => { await import("${folder}/second.ts"); return [heard, said]; };`;
  const [built] = await bundle([{ name: "shared", source: entry }], `${folder}/joined`);
  expect(readdirSync(built!.dir)).toContain("start.mjs");
  const program = `console.log(JSON.stringify(await (await import(${JSON.stringify(`${built!.dir}/index.mjs`)})).handler()))`;
  const printed = execFileSync(process.execPath, ["--input-type=module", "--eval", program], {
    encoding: "utf8",
  });
  expect(JSON.parse(printed)).toEqual([["first", "second 宝马"], ["1"]]);
});

function staticImports(file: string): string[] {
  return [...readFileSync(file, "utf8").matchAll(/(?:from|import)"\.\/([^"]+)"/g)].map(
    ([, name = ""]) => name,
  );
}

function bytesOf(dir: string): Record<string, string> {
  return Object.fromEntries(readdirSync(dir).map((file) => [file, readFileSync(`${dir}/${file}`, "utf8")]));
}
