import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename } from "node:path";
import { contexts } from "#functions/index";
import cdk from "../../cdk.json" with { type: "json" };
import exceptions from "./exceptions.json" with { type: "json" };
import { judged, type Resources, unguarded } from "./own-rules.ts";
import { pythonTools } from "./python.ts";
import { noticedIn, templatePlants } from "./template-plants.ts";

const root = `${import.meta.dirname}/../..`;
type Finding = { readonly rule: string; readonly where: string; readonly says: string };

export type Verdict = {
  /** Answers of all tools: resources that passed, and findings that an exception explains. */
  readonly checked: number;
  readonly breaches: readonly string[];
  /** Which of `plants` were noticed. */
  readonly noticed: readonly string[];
};

const forLint = "a property that there is not";
const forCheckov = "a bucket whose objects anybody may list";
export const plants: readonly string[] = [...templatePlants, forLint, forCheckov];

/** cfn-lint, checkov and rules of our own over what is deployed, in dev and in prod. */
export async function verdict(): Promise<Verdict> {
  const folder = mkdtempSync(`${tmpdir()}/forecourt-templates-`);
  try {
    return await check(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function check(folder: string): Promise<Verdict> {
  const bin = await pythonTools();
  const stages = ["dev", "prod"];
  await Promise.all(stages.map((stage) => synthesize(stage, `${folder}/${stage}`)));
  plantIn(`${folder}/planted`);
  const [lint, checkov] = await Promise.all([cfnLint(bin, folder), checkovFindings(bin, folder)]);
  const own = stages.map((stage) => {
    const resources = resourcesOf(`${folder}/${stage}`);
    const { checked, breaches } = judged(stage, resources);
    return { checked, resources, breaches: [...breaches, ...unguarded(resources, openRoutes())] };
  });
  const found =
    (rule: string) =>
    ({ where, rule: told }: Finding) =>
      isPlanted({ where }) && told === rule;
  return {
    checked: own.reduce((sum, { checked }) => sum + checked, 0) + checkov.passed,
    breaches: [
      ...unexcepted("cfn-lint", lint),
      ...unexcepted("checkov", checkov.findings),
      ...own.flatMap(({ breaches }) => breaches),
    ],
    noticed: [
      ...noticedIn(own[1]?.resources ?? {}, openRoutes()),
      ...(lint.some(found("E3002")) ? [forLint] : []),
      ...(checkov.findings.some(found("CKV_AWS_20")) ? [forCheckov] : []),
    ],
  };
}

/** A template of its own, so that a spoilt copy of ours need not be judged a second time. */
function plantIn(folder: string): void {
  const Properties = { AccessControl: "PublicRead", Colour: "blue" };
  mkdirSync(folder);
  writeFileSync(
    `${folder}/Planted.template.json`,
    JSON.stringify({ Resources: { Shelf: { Type: "AWS::S3::Bucket", Properties } } }),
  );
}

function isPlanted({ where }: Pick<Finding, "where">): boolean {
  return where.includes("Planted.template.json");
}

/** Findings without an exception, and exceptions that except nothing any more. */
function unexcepted(tool: keyof typeof exceptions, all: readonly Finding[]): string[] {
  const reasons: Readonly<Record<string, string>> = exceptions[tool];
  const findings = all.filter((finding) => !isPlanted(finding));
  const found = new Set(findings.map(({ rule }) => rule));
  return [
    ...findings
      .filter(({ rule }) => reasons[rule] === undefined)
      .map(({ rule, where, says }) => `${tool} ${rule} ${where}: ${says}`),
    ...Object.keys(reasons)
      .filter((rule) => !found.has(rule))
      .map((rule) => `${tool} ${rule} is excepted and nothing needs it.`),
  ];
}

async function synthesize(stage: string, folder: string): Promise<void> {
  const { code, text } = await output(process.execPath, ["infra/app.ts"], {
    CDK_OUTDIR: folder,
    FORECOURT_STAGE: stage,
    CDK_CONTEXT_JSON: JSON.stringify(cdk.context),
  });
  if (code !== 0) throw new Error(`The stage ${stage} cannot be synthesized: ${text.slice(0, 500)}`);
}

function templates(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".template.json"))
    .map((file) => `${folder}/${file}`);
}

function resourcesOf(folder: string): Resources {
  return Object.fromEntries(
    templates(folder).flatMap((file) => {
      const { Resources } = JSON.parse(readFileSync(file, "utf8")) as { Resources: Resources };
      const stack = basename(file, ".template.json");
      return Object.entries(Resources).map(([id, resource]) => [`${stack} ${id}`, resource]);
    }),
  );
}

type Match = { Rule: { Id: string }; Filename: string; Message: string };
async function cfnLint(bin: string, folder: string): Promise<Finding[]> {
  const files = ["dev", "prod", "planted"].flatMap((part) => templates(`${folder}/${part}`));
  const { text } = await output(`${bin}/cfn-lint`, ["--format", "json", ...files]);
  return (JSON.parse(text) as Match[]).map(({ Rule, Filename, Message }) => ({
    rule: Rule.Id,
    where: Filename.slice(folder.length + 1),
    says: Message,
  }));
}

type Failed = { check_id: string; resource: string; file_path: string; check_name: string };
async function checkovFindings(
  bin: string,
  folder: string,
): Promise<{ passed: number; findings: Finding[] }> {
  // Without the download it asks nobody for policies.
  const args = [
    "-d",
    folder,
    "--framework",
    "cloudformation",
    "--skip-download",
    "--compact",
    "--quiet",
    "-o",
    "json",
  ];
  const { text } = await output(`${bin}/checkov`, args);
  const { summary, results } = JSON.parse(text) as {
    summary: { passed: number; parsing_errors: number };
    results: { failed_checks: Failed[] };
  };
  if (summary.parsing_errors > 0 || summary.passed === 0)
    throw new Error("checkov could not read the templates.");
  const findings = results.failed_checks.map((failed) => ({
    rule: failed.check_id,
    where: `${failed.file_path} ${failed.resource}`,
    says: failed.check_name,
  }));
  return { passed: summary.passed, findings };
}

/** Routes that the gateway lets through: the manifests say so one by one. */
function openRoutes(): Set<string> {
  const open = contexts.flatMap(({ routes }) =>
    Object.entries(routes).filter(([, { who }]) => ["anyone", "provider", "member"].includes(who)),
  );
  return new Set(["$default", ...open.map(([key]) => key)]);
}

/** Exit codes of linters say that they found something; what they print is what counts. */
function output(
  file: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<{ code: number | null; text: string }> {
  const child = spawn(file, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", process.stderr],
  });
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, text }));
  });
}
