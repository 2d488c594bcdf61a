import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { region, startEngine, stopEngine } from "#local/engine";
import { enginePython } from "#local/python";
import { createDynamo } from "#test/support/model/dynamo";
import { modelHandler } from "#test/support/model/request-handler";
import { definition, TableName } from "./playground.ts";

/** One that answers table requests, with the table of the game in it. */
export type Side = { readonly client: DynamoDBClient; readonly close: () => Promise<void> };

export async function modelSide(): Promise<Side> {
  const client = new DynamoDBClient({
    ...signed,
    requestHandler: modelHandler({ dynamodb: createDynamo() }) as never,
  });
  await client.send(new CreateTableCommand(definition));
  return { client, close: async () => client.destroy() };
}

/** The local cloud's engine, started for this run; or, where an endpoint is named, whatever answers there. */
export async function engineSide(endpoint: string | undefined): Promise<Side> {
  if (endpoint !== undefined) return tableAt(endpoint);
  const folder = mkdtempSync(`${tmpdir()}/forecourt-differential-`);
  const engine = await startEngine({
    python: await enginePython(),
    stateDir: `${folder}/state`,
    log: `${folder}/engine.log`,
  });
  async function stop(): Promise<void> {
    await stopEngine(engine);
    rmSync(folder, { recursive: true, force: true });
  }
  try {
    const side = await tableAt(engine.endpoint);
    async function close(): Promise<void> {
      try {
        await side.close();
      } finally {
        await stop();
      }
    }
    return { client: side.client, close };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

async function tableAt(endpoint: string): Promise<Side> {
  // The SDK's own credentials where there are any: the endpoint may be AWS itself.
  const { credentials, ...rest } = signed;
  const own = process.env["AWS_ACCESS_KEY_ID"] === undefined ? { credentials } : {};
  const client = new DynamoDBClient({ ...rest, ...own, endpoint });
  await client.send(new DeleteTableCommand({ TableName })).catch(missing);
  await client.send(new CreateTableCommand(definition));
  await waitUntilTableExists({ client, maxWaitTime: 120, minDelay: 1 }, { TableName });
  return {
    client,
    async close() {
      await client.send(new DeleteTableCommand({ TableName }));
      client.destroy();
    },
  };
}

const signed = { region, credentials: { accessKeyId: "test", secretAccessKey: "test" }, maxAttempts: 1 };

function missing(error: unknown): void {
  if (!(error instanceof Error) || error.name !== "ResourceNotFoundException") throw error;
}
