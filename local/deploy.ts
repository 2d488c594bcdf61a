import { mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { run } from "./command.ts";
import { awsEnvironment, bareEnvironment, type Engine, region } from "./engine.ts";
import { nodeFolder } from "./node.ts";
import { repository } from "./places.ts";

/** What our stacks print, by output name: the names are unique over all stacks. */
export type Outputs = Record<
  | "ApiId"
  | "ApiUrl"
  | "StaffPoolId"
  | "StaffClientId"
  | "CustomerPoolId"
  | "CustomerClientId"
  | "TableName"
  | "BusName"
  | "ArchiveBucket",
  string
>;

/** `app`: the CDK app's command, when it is not the one in cdk.json. */
export type Deployment = {
  engine: Pick<Engine, "endpoint" | "stateDir">;
  outputs: string;
  app?: string;
  signal?: AbortSignal;
};

/**
 * Prepares an empty engine for `cdk deploy` (some 2 s) while the app is synthesized, which needs no engine.
 * Answers the folder of the cloud assembly, to be deployed as `app`.
 */
export async function bootstrapAndSynthesize(deployment: Deployment): Promise<string> {
  const { stateDir } = deployment.engine;
  const assembly = `${stateDir}/cdk.out`;
  await Promise.all([
    // Outside the repository the CLI finds no app, so it does not synthesize one for this.
    cdk(
      { engine: deployment.engine, signal: deployment.signal },
      ["bootstrap", `aws://${account}/${region}`],
      stateDir,
    ),
    cdk(deployment, ["synth", "--all", "--quiet", "--output", assembly]),
  ]);
  return assembly;
}

/** Deploys every stack that goes to the local cloud and answers their outputs (2-3 s, and as much for the synth). */
export async function deploy(deployment: Deployment): Promise<Outputs> {
  mkdirSync(dirname(deployment.outputs), { recursive: true });
  const how = ["--concurrency", "4", "--method", "direct", "--require-approval", "never"];
  const where = ["--outputs-file", deployment.outputs, "--output", `${deployment.engine.stateDir}/cdk.out`];
  await cdk(deployment, ["deploy", "--all", ...how, ...where]);
  return readOutputs(deployment.outputs);
}

/** Reads the file `cdk deploy --outputs-file` wrote, all stacks merged. */
export function readOutputs(file: string): Outputs {
  const stacks: Record<string, Partial<Outputs>> = JSON.parse(readFileSync(file, "utf8"));
  const merged: Partial<Outputs> = Object.assign({}, ...Object.values(stacks));
  const missing = expected.filter((name) => merged[name] === undefined);
  if (missing.length > 0) throw new Error(`The deployed stacks print no output named ${missing.join(", ")}.`);
  return merged as Outputs;
}

const expected = [
  ...(["ApiId", "ApiUrl", "StaffPoolId", "StaffClientId"] as const),
  ...(["CustomerPoolId", "CustomerClientId", "TableName", "BusName"] as const),
];

/** The account of credentials that are not an account id, as the engine numbers it. */
const account = "000000000000";

/** The CLI is run by our Node itself: through npm it would run under the system's. */
async function cdk(
  { engine, app, signal }: Omit<Deployment, "outputs">,
  args: string[],
  cwd = repository,
): Promise<void> {
  await run({
    file: `${nodeFolder()}/node`,
    args: [
      `${repository}/node_modules/aws-cdk/bin/cdk`,
      ...args,
      ...(app === undefined ? [] : ["--app", app]),
      ...quiet,
    ],
    cwd,
    env: {
      ...bareEnvironment(),
      ...awsEnvironment(engine.endpoint),
      CDK_HOME: `${engine.stateDir}/cdk-home`,
      CDK_DISABLE_VERSION_CHECK: "true",
      CDK_DISABLE_CLI_TELEMETRY: "true",
      FORECOURT_STAGE: "dev",
    },
    signal,
  });
}

const quiet = ["--no-notices", "--ci", "--no-color"];
