import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { gunzipSync, gzipSync } from "node:zlib";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { contexts } from "#functions/index";
import { type Forecourt, forecourt } from "#test/support/forecourt";
import { exportTable } from "../../ops/export.ts";
import { restoreTable } from "../../ops/restore.ts";
import type { Bug, Guarantee, Options, Outcome } from "../guarantee.ts";
import { chance, seedRandomness } from "../sim/chance.ts";
import { openDoor } from "../sim/door.ts";
import { itemsOf } from "../sim/snapshot.ts";
import { prepared } from "../stories.ts";

const bugs: readonly Bug[] = [
  {
    name: "only the first page of the table is exported",
    file: "ops/scanning.ts",
    find: "position = page.LastEvaluatedKey;",
    put: "position = undefined;",
  },
  {
    name: "the last file of an export is never written",
    file: "ops/export.ts",
    find: "if (waiting.length > 0)",
    put: "if (waiting.length > perFile)",
  },
  {
    name: "bytes are exported as letters, and some of them are none",
    file: "ops/exported.ts",
    find: 'Buffer.from(value).toString("base64") : value',
    put: 'Buffer.from(value).toString("utf8") : value',
  },
  {
    name: "events come back before the proofs that they were seen",
    file: "ops/restore.ts",
    find: "setsOff(item) === late",
    put: "setsOff(item) !== late",
  },
  {
    name: "items are counted but not compared",
    file: "ops/tallying.ts",
    find: "expected[dealer]?.checksum !== found[dealer]?.checksum",
    put: "expected[dealer]?.items !== found[dealer]?.items",
  },
  {
    name: "a changed file is taken for the exported one",
    file: "ops/exported.ts",
    find: "if (sha256(bytes) !== expected) throw",
    put: "if (bytes.length === 0) throw",
  },
  {
    name: "a state is restored over another one",
    file: "ops/restore.ts",
    find: "if (!keys.has(keyOf(item)))",
    put: "if (keys.size === 0)",
  },
];

/** `n` counts items compared; stimuli are restores that were cut off, damaged, or given what they must refuse. */
export const guarantee: Guarantee = {
  name: "restore",
  promise:
    "Export, wipe, restore: every dealer has the same items again, byte for byte, events take effect no second time, and what cannot be restored whole is refused.",
  run,
  bugs,
};

const table = "forecourt-test";
type Fill = { world: Forecourt; dynamo: DynamoDBClient; folder: string };

async function run({ seed, effort }: Options): Promise<Outcome> {
  seedRandomness(seed);
  const { below } = chance(seed);
  const world = await filled(effort);
  const dynamo = plainClient(world);
  // An operator has a role of its own.
  world.aws.intercept = undefined;
  const folder = mkdtempSync(`${tmpdir()}/forecourt-restore-`);
  const fill = { world, dynamo, folder };
  const before = itemsOf(world);
  const mails = world.mail.sent.length;
  const violations: string[] = [];
  let stimuli = 0;
  try {
    const manifest = await exportTable(dynamo, { table, folder, perFile: 200 });
    for (let round = 0; round < Math.ceil(2 * effort); round += 1) {
      wipe(world);
      stimuli += await cutOff(fill, below(Math.floor(manifest.items / 25)));
      await toTheEnd(fill).catch((error: Error) => violations.push(error.message));
      violations.push(...compared(before, itemsOf(world)));
      if (world.mail.sent.length !== mails) violations.push("A restored event took effect a second time.");
    }
    const refused = [
      await damaged(fill),
      await overAnother(fill),
      await tampered(fill, manifest.files[0]!.name),
    ];
    stimuli += refused.length;
    violations.push(...refused.flat());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { n: before.size * Math.ceil(2 * effort), violations, stimuli };
}

/** Two dealers with one of everything, at rest, and ballast: more than a page of a scan. */
async function filled(effort: number): Promise<Forecourt> {
  // Pages keep nothing, and are built for the browser's bundler rather than for plain Node.
  const world = await forecourt({ contexts: contexts.filter(({ pages }) => !pages) });
  await openDoor(world);
  await prepared(world);
  await prepared(world, { dealer: "paris-cars", first: 500_000 });
  await world.settle();
  for (let count = 0; count < 250 * Math.max(effort, 1); count += 1)
    world.dynamodb.call("PutItem", {
      TableName: table,
      Item: {
        pk: { S: `paris-cars#ballast#${count % 7}` },
        sk: { S: String(count) },
        bytes: { B: Buffer.alloc(6_000, count).toString("base64") },
      },
    });
  return world;
}

/** As an operator's: without the kernel's key guard. */
function plainClient(world: Forecourt): DynamoDBClient {
  return new DynamoDBClient({
    requestHandler: world.aws as never,
    region: "eu-west-2",
    credentials: { accessKeyId: "ops", secretAccessKey: "ops" },
    maxAttempts: 1,
  });
}

function wipe(world: Forecourt): void {
  for (const { pk, sk } of world.table())
    world.dynamodb.call("DeleteItem", { TableName: table, Key: { pk, sk } });
  world.stream.length = 0;
}

/** The operator's machine goes away after some writes. @returns 1 when it did. */
async function cutOff({ world, dynamo, folder }: Fill, after: number): Promise<number> {
  let writes = 0;
  world.aws.intercept = ({ operation }) => {
    if (operation === "BatchWriteItem" && (writes += 1) > after) throw new Error("The machine is gone.");
  };
  const died = await restoreTable(dynamo, { table, folder }).then(
    () => 0,
    () => 1,
  );
  world.aws.intercept = undefined;
  return died;
}

/** The relay and the reactions are awake while the table fills: each written event is published at once. */
async function toTheEnd({ world, dynamo, folder }: Fill): Promise<void> {
  let carrying = false;
  let writes = 0;
  world.aws.intercept = ({ operation }) => {
    // Every third write, for the sake of time.
    if (operation !== "BatchWriteItem" || carrying || (writes += 1) % 3 > 0) return undefined;
    return async () => {
      carrying = true;
      await world.settle().finally(() => (carrying = false));
    };
  };
  await restoreTable(dynamo, { table, folder });
  world.aws.intercept = undefined;
  await world.settle();
}

/** One item is written otherwise than it was exported. */
async function damaged({ world, dynamo, folder }: Fill): Promise<string[]> {
  wipe(world);
  let done = false;
  world.aws.intercept = ({ operation, input }) => {
    if (operation !== "BatchWriteItem" || done) return;
    done = true;
    const [first] =
      (input["RequestItems"] as Record<string, { PutRequest: { Item: object } }[]>)[table] ?? [];
    if (first) Object.assign(first.PutRequest.Item, { damaged: { BOOL: true } });
  };
  const told = await refusalOf(() => restoreTable(dynamo, { table, folder }));
  world.aws.intercept = undefined;
  return told?.includes("Not restored as exported") ? [] : [`A damaged item was not told: ${told}.`];
}

async function overAnother({ world, dynamo, folder }: Fill): Promise<string[]> {
  wipe(world);
  const Item = { pk: { S: "london-cars#orders#order#other" }, sk: { S: "order" } };
  world.dynamodb.call("PutItem", { TableName: table, Item });
  const told = await refusalOf(() => restoreTable(dynamo, { table, folder }));
  return told !== undefined && world.table().length === 1 ? [] : ["Two states were mixed."];
}

/** A file that still unpacks, with one letter changed. */
async function tampered({ world, dynamo, folder }: Fill, name: string): Promise<string[]> {
  wipe(world);
  const text = gunzipSync(readFileSync(`${folder}/${name}`)).toString("utf8");
  writeFileSync(`${folder}/${name}`, gzipSync(text.replace("cars#", "carz#")));
  const told = await refusalOf(() => restoreTable(dynamo, { table, folder }));
  return told !== undefined && world.table().length === 0 ? [] : ["A changed file was restored."];
}

function refusalOf(run: () => Promise<unknown>): Promise<string | undefined> {
  return run().then(
    () => undefined,
    (error: Error) => error.message,
  );
}

function compared(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys]
    .filter((key) => before.get(key) !== after.get(key))
    .map((key) => `${key} ${after.has(key) ? "is not what it was" : "is missing"}.`);
}
