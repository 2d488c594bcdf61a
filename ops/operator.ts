import { existsSync, readFileSync } from "node:fs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetQueueUrlCommand, SQSClient } from "@aws-sdk/client-sqs";
import { names } from "#infra/names";
import { type Stage, stageNamed, stages } from "#infra/stages";

/** What an operator works with: plain clients under a role of their own, without the kernel's key guard. */
export type Operator = {
  readonly table: string;
  readonly dynamo: DynamoDBClient;
  readonly sqs: SQSClient;
  readonly named: Pick<ReturnType<typeof names>, "prefix" | "queue" | "deadQueue" | "relayRetry">;
};

/** Options every command takes. */
export const placeOptions = {
  /** The local cloud that runs in this checkout. */
  local: { type: "boolean", default: false },
  /** A stage on AWS, under the credentials and region of the environment. */
  stage: { type: "string" },
} as const;

/**
 * The operator of a place. Also sets in this process what the stage's functions find in theirs, so that commands can
 * call the platform's own code; what the environment already says is kept.
 *
 * @throws Error in one sentence when the place is not said, does not exist or does not run.
 */
export async function operatorOf(values: { local?: boolean; stage?: string }): Promise<Operator> {
  if (values.local) set(localEnvironment());
  const stage = stageOf(values);
  const named = names(stage);
  set({ AWS_REGION: stages[stage].region, TABLE_NAME: named.table, BUS_NAME: named.bus });
  set({ POWERTOOLS_METRICS_DISABLED: "true", POWERTOOLS_LOG_LEVEL: "WARN", POWERTOOLS_SERVICE_NAME: "ops" });
  const sqs = new SQSClient({});
  set({ RETRY_QUEUE_URL: await urlOf(sqs, named.relayRetry) });
  return { table: process.env["TABLE_NAME"] ?? named.table, dynamo: new DynamoDBClient({}), sqs, named };
}

/** @throws QueueDoesNotExist of SQS when no queue has this name. */
export async function urlOf(sqs: SQSClient, name: string): Promise<string> {
  const { QueueUrl = "" } = await sqs.send(new GetQueueUrlCommand({ QueueName: name }));
  return QueueUrl;
}

/** Runs a command and tells a failure in one line. */
export async function command(run: () => Promise<unknown>): Promise<void> {
  try {
    console.log(JSON.stringify(await run(), undefined, 2));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

function stageOf({ local, stage }: { local?: boolean; stage?: string }): Stage {
  if (local) return "dev";
  if (stage === undefined)
    throw new Error(`Say where: --local, or --stage ${Object.keys(stages).join(" | ")}.`);
  return stageNamed(stage);
}

/** As local/running.ts writes it; read here, because commands also work where the local cloud's code does not run. */
function localEnvironment(): Record<string, string> {
  const file = `${import.meta.dirname}/../.local/run.json`;
  const recorded = existsSync(file) ? readFileSync(file, "utf8") : "{}";
  const { enginePort } = JSON.parse(recorded) as { enginePort?: number };
  if (enginePort === undefined) throw new Error("The local cloud is not running: `npm run local:up` first.");
  return {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${enginePort}`,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
  };
}

function set(settings: Record<string, string>): void {
  for (const [name, value] of Object.entries(settings)) process.env[name] ??= value;
}
