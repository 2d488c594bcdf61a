import { CreateTableCommand, DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Engine, healthy, region, resetEngine, startEngine, stopEngine } from "#local/engine";
import { groupRuns } from "#local/process-group";
import { enginePython } from "#local/python";
import { tableContract } from "#test/support/table-contract";
import { clientOf } from "./contract/engine.ts";

const folder = mkdtempSync(join(tmpdir(), "forecourt-table-"));
let engine: Engine;
let client: DynamoDBClient;

beforeAll(async () => {
  engine = await startEngine({
    python: await enginePython(),
    stateDir: `${folder}/state`,
    log: `${folder}/engine.log`,
  });
  client = new DynamoDBClient(clientOf({ endpoint: engine.endpoint, region }));
});

afterAll(async () => {
  await stopEngine(engine);
  rmSync(folder, { recursive: true, force: true });
});

tableContract(() => client, "contract");

test("a reset leaves no table, a stop leaves no process and no folder", async () => {
  await client.send(
    new CreateTableCommand({
      TableName: "short-lived",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
    }),
  );
  await resetEngine(engine);
  expect((await client.send(new ListTablesCommand())).TableNames).toEqual([]);
  await stopEngine(engine);
  expect(groupRuns(engine.pid)).toBe(false);
  expect(await healthy(engine.endpoint)).toBe(false);
  expect(readdirSync(folder)).toEqual(["engine.log"]);
});
