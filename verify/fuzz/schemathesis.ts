import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

export type Asking = {
  readonly bin: string;
  /** Holds `openapi.json` and `schemathesis.toml`, and what schemathesis remembers of a run. */
  readonly folder: string;
  readonly url: string;
  readonly seed: number;
  readonly examples: number;
  readonly phases: string;
  readonly report: string;
};

export type Asked = { readonly cases: number; readonly wrongs: readonly string[] };

const checks = [
  "not_a_server_error",
  "status_code_conformance",
  "response_schema_conformance",
  "ignored_auth",
];
/** A run that takes longer is ended, and has failed. */
const patienceMilliseconds = 13 * 60_000;

type Report = {
  readonly complete: boolean;
  readonly exit_code: number;
  readonly operations: { readonly selected: number; readonly tested: number };
  readonly test_cases: { readonly generated: number };
  readonly failures: readonly object[];
  readonly errors: readonly object[];
};

/**
 * Calls operations of a document with valid and invalid input. One worker: under Python 3.11 two of them now and then
 * disturb each other's parser.
 *
 * @throws Error when it did not come to its end: nothing is known then.
 */
export async function schemathesis(asking: Asking): Promise<Asked> {
  const { bin, folder, url, seed, examples, phases, report } = asking;
  const bounds = [
    "--workers",
    "1",
    "--seed",
    String(seed),
    "--max-examples",
    String(examples),
    "--no-shrink",
  ];
  const asked = ["--phases", phases, "--checks", checks.join(","), "--url", url, "--warnings", "off"];
  const told = ["--report", "json", "--report-json-path", report];
  const config = ["--config-file", `${folder}/schemathesis.toml`];
  const document = `${folder}/openapi.json`;
  const args = [...config, "run", document, ...asked, ...bounds, ...told];
  const code = await run(`${bin}/schemathesis`, args, folder);
  if (!existsSync(report)) throw new Error(`schemathesis ended with ${code} and no report.`);
  const { complete, operations, test_cases, failures, errors } = JSON.parse(
    readFileSync(report, "utf8"),
  ) as Report;
  const wrongs = [...failures, ...errors].map((wrong) => JSON.stringify(wrong).slice(0, 600));
  if (code !== 0 && wrongs.length === 0) wrongs.push(`schemathesis ended with ${code}.`);
  if (wrongs.length === 0 && (!complete || operations.tested < operations.selected))
    throw new Error(`schemathesis asked ${operations.tested} of ${operations.selected} operations.`);
  return { cases: test_cases.generated, wrongs };
}

/** What it prints is for people. */
function run(file: string, args: string[], cwd: string): Promise<number | null> {
  const env = { ...process.env, NO_COLOR: "1", PYTHONUNBUFFERED: "1" };
  const stdio = ["ignore", process.stderr, process.stderr] as const;
  const child = spawn(file, args, { cwd, env, stdio: [...stdio], timeout: patienceMilliseconds });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
}
