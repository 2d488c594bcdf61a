import { forgetSecrets } from "#shared/secrets";
import { forgetSettings } from "#shared/settings";
import type { Forecourt } from "#test/support/forecourt";

const TableName = "forecourt-test";

/** A world as it stands, so that the same moment can be lived through again. */
export type Snapshot = { readonly items: ReadonlyMap<string, string>; readonly now: number };

export function snapshot(world: Forecourt): Snapshot {
  return { items: itemsOf(world), now: world.clock.now() };
}

/** Every item as JSON, by its key. */
export function itemsOf(world: Forecourt): Map<string, string> {
  return new Map(
    world.table().map((item) => [JSON.stringify([item["pk"], item["sk"]]), JSON.stringify(item)]),
  );
}

/** Back to that moment: nothing on its way, nothing remembered. Accounts at the identity provider stay. */
export function restore(world: Forecourt, { items, now }: Snapshot): void {
  world.aws.intercept = undefined;
  world.aws.calls.length = 0;
  const present = itemsOf(world);
  for (const key of present.keys()) {
    const [pk, sk] = JSON.parse(key) as [unknown, unknown];
    if (!items.has(key)) world.dynamodb.call("DeleteItem", { TableName, Key: { pk, sk } });
  }
  for (const [key, item] of items)
    if (present.get(key) !== item)
      world.dynamodb.call("PutItem", { TableName, Item: JSON.parse(item) as Record<string, unknown> });
  world.stream.length = 0;
  // Later than any message is hidden.
  world.clock.advance(86_400_000);
  for (const name of world.queues.names())
    world.queues.settle(name, world.queues.take(name, Number.MAX_SAFE_INTEGER));
  world.mail.sent.length = 0;
  world.bus.accepted.length = 0;
  world.clock.set(new Date(now));
  forgetSettings();
  forgetSecrets();
}
