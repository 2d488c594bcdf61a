import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { CommandFailed, lastLines } from "./command.ts";
import { freePort } from "./free-port.ts";
import { nodeFolder } from "./node.ts";
import { repository } from "./places.ts";
import { endGroup, processRuns } from "./process-group.ts";
import { until } from "./until.ts";

/** The one region of the local cloud: also that of requests nobody signed, such as a sign-in by curl. */
export const region = "eu-west-2";

/** A running engine. `pid` leads a process group that holds the function processes too. */
export type Engine = { pid: number; port: number; endpoint: string; stateDir: string };

/**
 * Starts MiniStack on a free port of 127.0.0.1 and returns when it answers (0.3-2 s).
 * It writes only below `stateDir`: keys, function folders, sockets.
 */
export async function startEngine(options: {
  python: string;
  stateDir: string;
  log: string;
  /** What functions find in their environment besides their template's. */
  environment?: Record<string, string>;
}): Promise<Engine> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  rmSync(options.stateDir, { recursive: true, force: true });
  makeTemporaryFolder(options.stateDir);
  const env = { ...environment(port, options.stateDir), ...options.environment };
  const pid = launch(options.python, env, options.log);
  await until("the local engine's first answer", 60, async () => {
    if (!processRuns(pid)) throw new CommandFailed("The local engine ended at its start.", tail(options.log));
    return healthy(endpoint);
  }).catch(async (cause: unknown) => {
    await endGroup(pid);
    throw cause;
  });
  return { pid, port, endpoint, stateDir: options.stateDir };
}

/** Stops the engine and its function processes and removes all they kept: what it knew is seeded again. */
export async function stopEngine({ pid, stateDir }: Pick<Engine, "pid" | "stateDir">): Promise<void> {
  await endGroup(pid);
  rmSync(stateDir, { recursive: true, force: true });
}

/** Empties the engine: no stack, no table, no pool (0.3 s). */
export async function resetEngine({ endpoint }: Pick<Engine, "endpoint">): Promise<void> {
  const answer = await fetch(`${endpoint}/_ministack/reset`, { method: "POST" });
  if (!answer.ok) throw new Error(`The local engine refused to reset: ${answer.status}.`);
}

export async function healthy(endpoint: string): Promise<boolean> {
  return fetch(`${endpoint}/_ministack/health`, { signal: AbortSignal.timeout(2000) }).then(
    (answer) => answer.ok,
    () => false,
  );
}

/** Credentials, region and endpoints for any AWS SDK or CLI that should talk to this engine. */
export function awsEnvironment(endpoint: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EC2_METADATA_DISABLED: "true",
  };
}

/** What a child needs of our own environment: nothing that could point it at a real account. */
export function bareEnvironment(): Record<string, string> {
  const kept = ["HOME", "LANG", "LC_ALL", "TZ"].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return { ...Object.fromEntries(kept), PATH: `${nodeFolder()}:${process.env["PATH"] ?? "/usr/bin:/bin"}` };
}

function environment(port: number, stateDir: string): Record<string, string> {
  return {
    ...bareEnvironment(),
    ...awsEnvironment(`http://127.0.0.1:${port}`),
    GATEWAY_PORT: String(port),
    BIND_HOST: "127.0.0.1",
    MINISTACK_HOST: "127.0.0.1",
    MINISTACK_REGION: region,
    IOT_MTLS_ENABLED: "0",
    SFTP_ENABLED: "0",
    LAMBDA_WARM_TTL_SECONDS: "30",
    NODE_PATH: `${repository}/node_modules`,
    // The engine wraps every function in code that calls url.parse(), and each process would log that once.
    NODE_OPTIONS: "--disable-warning=DEP0169",
    STATE_DIR: stateDir,
    // It never removes the folders of its functions: kept in one place they can be removed without touching another engine's.
    TMPDIR: temporaryFolder(stateDir),
    PYTHONUNBUFFERED: "1",
  };
}

function launch(python: string, env: Record<string, string>, log: string): number {
  const output = openSync(log, "w");
  const child = spawn(python, ["-m", "ministack"], {
    env,
    detached: true,
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  child.unref();
  if (child.pid === undefined) throw new Error(`${python} could not be started.`);
  return child.pid;
}

/** Its function processes are CommonJS: without a package.json of their own they would be read by our "type": "module". */
function makeTemporaryFolder(stateDir: string): void {
  mkdirSync(temporaryFolder(stateDir), { recursive: true });
  writeFileSync(`${temporaryFolder(stateDir)}/package.json`, `{ "type": "commonjs" }\n`);
}

function temporaryFolder(stateDir: string): string {
  return `${stateDir}/tmp`;
}

function tail(log: string): string {
  return lastLines(readFileSync(log, "utf8"));
}
