import { GetObjectCommand, paginateListObjectsV2, S3Client } from "@aws-sdk/client-s3";
import { expect, inject, test } from "vitest";
import { until } from "#local/until";
import { folderOf, unpack } from "#shared/archive-objects";
import type { CloudEvent } from "#shared/events";
import { clientOf } from "./contract/engine.ts";
import { given, london, shanghai, then, when } from "./steps.ts";

test("what an order set off is in the archive, as the log holds it and under its dealer alone", async () => {
  const car = await given.carOnSale(london);
  const { order } = await when.orders(given.customer(london, 12), london, car.vehicle);
  await then.quiet();

  const logged = (await then.events(london, order)) as CloudEvent[];
  expect(logged.map(({ type }) => type)).toContain("OrderPlaced");
  // Queues that are empty may be so because the stream has not been read yet.
  const archived = await until("the archive", 60, async () => {
    const found = (await objectsOf(london)).filter(({ data }) => JSON.stringify(data).includes(order));
    return found.length >= logged.length && found;
  });
  const inOrder = (events: readonly CloudEvent[]) =>
    events.toSorted((one, other) => (one.id < other.id ? -1 : 1));
  expect(inOrder(archived)).toEqual(inOrder(logged));
  expect(JSON.stringify(await objectsOf(shanghai))).not.toContain(order);
});

/** Objects never change, so each is fetched once, however often somebody looks. */
const contents = new Map<string, readonly CloudEvent[]>();

/** The events of a dealer's last two days, each once. */
async function objectsOf(dealer: string): Promise<CloudEvent[]> {
  const { outputs, ...cloud } = inject("cloud");
  // By address, not by name: nobody resolves names of buckets at 127.0.0.1.
  const s3 = new S3Client({ ...clientOf(cloud), forcePathStyle: true });
  const Bucket = outputs.ArchiveBucket;
  const found = new Map<string, CloudEvent>();
  for (const ago of [0, 1]) {
    const day = new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
    const pages = paginateListObjectsV2({ client: s3 }, { Bucket, Prefix: folderOf(dealer, day) });
    for await (const { Contents = [] } of pages)
      for (const { Key = "" } of Contents) {
        if (!contents.has(Key)) contents.set(Key, await fetched(s3, Bucket, Key));
        for (const event of contents.get(Key) ?? []) found.set(event.id, event);
      }
  }
  return [...found.values()];
}

async function fetched(s3: S3Client, Bucket: string | undefined, Key: string): Promise<CloudEvent[]> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  if (!Body) throw new Error(`${Key} came without content.`);
  return unpack(await Body.transformToByteArray());
}
