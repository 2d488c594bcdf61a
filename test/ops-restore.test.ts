import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { expect, onTestFinished, test } from "vitest";
import { exportTable } from "../ops/export.ts";
import { restoreTable } from "../ops/restore.ts";
import { differences, tallying } from "../ops/tallying.ts";
import { createClock } from "./support/model/clock.ts";
import { createDynamo, type StreamRecord } from "./support/model/dynamo.ts";
import { modelHandler } from "./support/model/request-handler.ts";
import { tableDefinition } from "./support/deployment.ts";

const table = tableDefinition.TableName;

/** An empty table with its stream, and a folder for its export. */
function vault() {
  const stream: StreamRecord[] = [];
  const onStream = (_table: string, records: StreamRecord[]) => void stream.push(...records);
  const dynamodb = createDynamo({
    clock: createClock("2026-11-25T09:00:00.000Z"),
    region: "eu-west-2",
    onStream,
  });
  dynamodb.call("CreateTable", tableDefinition);
  const aws = modelHandler({ dynamodb });
  const dynamo = new DynamoDBClient({
    requestHandler: aws as never,
    region: "eu-west-2",
    credentials: { accessKeyId: "ops", secretAccessKey: "ops" },
  });
  const folder = mkdtempSync(`${tmpdir()}/forecourt-export-`);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const put = (Item: object) => dynamodb.call("PutItem", { TableName: table, Item });
  return { dynamodb, aws, dynamo, stream, folder, put, dump: () => dynamodb.dump(table) };
}

const key = (pk: string, sk = "a") => ({ pk: { S: pk }, sk: { S: sk } });
const everyType = {
  ...key("london-cars#catalog#segment#1"),
  text: { S: "名車" },
  number: { N: "12345678901234567890.5" },
  bytes: { B: Buffer.from([0, 1, 255]).toString("base64") },
  set: { SS: ["b", "a"] },
  deep: { L: [{ M: { yes: { BOOL: true }, nothing: { NULL: true } } }] },
};

test("what is restored is what was exported, whatever its type", async () => {
  const { dynamo, folder, put, dump } = vault();
  put(everyType);
  for (let count = 0; count < 60; count += 1) put(key(`paris-cars#leads#lead#${count}`));
  const exported = await exportTable(dynamo, { table, folder, perFile: 25 });
  expect(exported.files).toHaveLength(3);
  const second = vault();
  expect(await restoreTable(second.dynamo, { table, folder })).toEqual({
    items: 61,
    dealers: exported.dealers,
  });
  expect(new Set(second.dump().map((item) => JSON.stringify(item)))).toEqual(
    new Set(dump().map((item) => JSON.stringify(item))),
  );
});

test("events come back after the proofs that they were seen", async () => {
  const first = vault();
  first.put({ ...key("a#events#2026-11-25#0"), _kind: { S: "Event" } });
  first.put({ ...key("platform#timers#1#0"), _kind: { S: "Timer" } });
  first.put({ ...key("z#notification#seen#1"), _kind: { S: "Seen" } });
  await exportTable(first.dynamo, { table, folder: first.folder });
  const second = vault();
  await restoreTable(second.dynamo, { table, folder: first.folder });
  const kinds = second.stream.map(({ dynamodb }) => dynamodb.NewImage?.["_kind"]);
  expect(kinds[0]).toEqual({ S: "Seen" });
  expect(kinds.slice(1)).toEqual(expect.arrayContaining([{ S: "Event" }, { S: "Timer" }]));
});

test("a restore that died is continued, and two states are never mixed", async () => {
  const first = vault();
  for (let count = 0; count < 60; count += 1) first.put(key(`london-cars#leads#lead#${count}`));
  await exportTable(first.dynamo, { table, folder: first.folder });
  const second = vault();
  let writes = 0;
  second.aws.intercept = ({ operation }) => {
    if (operation === "BatchWriteItem" && (writes += 1) > 1)
      throw new Error("The operator's machine is gone.");
  };
  const restore = () => restoreTable(second.dynamo, { table, folder: first.folder });
  await expect(restore()).rejects.toThrow("gone");
  expect(second.dump()).toHaveLength(25);
  second.aws.reset();
  expect(await restore()).toMatchObject({ items: 60 });
  second.put(key("london-cars#leads#lead#foreign"));
  await expect(restore()).rejects.toThrow("restore into an empty table");
});

test("a file that was changed is found before anything is written", async () => {
  const first = vault();
  first.put(everyType);
  const { files } = await exportTable(first.dynamo, { table, folder: first.folder });
  const file = `${first.folder}/${files[0]?.name}`;
  writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.from("x")]));
  const second = vault();
  await expect(restoreTable(second.dynamo, { table, folder: first.folder })).rejects.toThrow("not the file");
  expect(second.dump()).toEqual([]);
});

test("a checksum sees a lost, a doubled and a changed item, and no order", () => {
  const tally = (...items: object[]) => {
    const counting = tallying();
    for (const item of items) counting.add(item as never);
    return counting.tallies();
  };
  const [one, two] = [everyType, { ...everyType, ...key("london-cars#b") }];
  expect(tally(one, two)).toEqual(tally({ ...two, set: { SS: ["a", "b"] } }, one));
  for (const other of [
    tally(one),
    tally(one, one),
    tally(two, two),
    tally(one, { ...two, text: { S: "x" } }),
  ])
    expect(differences(tally(one, two), other)).toHaveLength(1);
});
