import { unmarshall } from "@aws-sdk/util-dynamodb";
import { contexts } from "#functions/index";
import type { Forecourt } from "#test/support/forecourt";
import { forecourt } from "#test/support/forecourt";
import type { Item } from "#test/support/model/dynamo/attribute-values";
import { writeUnits } from "#test/support/write-units";
import { openDoor } from "../../verify/sim/door.ts";
import { ask, type Fixtures, prepared, request, routes } from "../../verify/stories.ts";

/** AWS calls of one route in a warm process, in their order, as `GetItem`; one of another service as `sqs.SendMessage`. */
export type Calls = Readonly<Record<string, readonly string[]>>;

/** What placing an order costs in write units, and in requests to AWS. */
export type Placing = { readonly transaction: number; readonly indexes: number };

/** A dealer with one of everything, in a process that has read its settings and secrets. */
export async function measuringWorld(): Promise<Fixtures> {
  const world = await forecourt({ contexts: contexts.filter(({ pages }) => !pages) });
  process.env["LIMIT_SCALE"] = "100000";
  await openDoor(world);
  return prepared(world);
}

/** Asks every route once, as its story tells. @throws Error when a route does not answer what it promises. */
export async function callsByRoute(
  fixtures: Fixtures,
  only = (_key: string): boolean => true,
): Promise<Calls> {
  const calls: Record<string, string[]> = {};
  for (const key of routes.keys()) {
    if (!only(key)) continue;
    const asked = await request(fixtures, key);
    // Long enough for every limit to have refilled: one that is in use takes a second call.
    fixtures.world.clock.advance(10_000);
    // Each process answers its first request once: here everything that is kept is read by another one.
    await ask(
      fixtures,
      { ...asked, method: "GET", path: "/v1/settings", body: undefined, headers: {} },
      fixtures.make.staff(),
    );
    if (asked.method === "GET") await ask(fixtures, asked);
    fixtures.world.aws.calls.length = 0;
    const { status, text } = await ask(fixtures, asked);
    if (status !== asked.status) throw new Error(`${key} answered ${status}: ${text}`);
    calls[key] = named(fixtures.world);
    await fixtures.world.settle();
  }
  return calls;
}

/** The write units of an order of a car in stock. */
export async function placingUnits(fixtures: Fixtures): Promise<Placing> {
  const { world } = fixtures;
  const asked = await request(fixtures, "POST /v1/dealers/{dealer}/orders");
  const before = world.table();
  world.aws.calls.length = 0;
  await ask(fixtures, asked);
  return writeUnits(world.aws.calls, before, world.table());
}

/** Hundreds of everything that a list shows, put beside what is there: copies with names of their own. */
export function multiply({ world, dealer }: Fixtures, times: number): number {
  const items = world.table().filter((item) => {
    const { pk, _kind } = unmarshall(item as never) as { pk: string; _kind: string };
    return (
      pk.startsWith(`${dealer}#`) &&
      !["Event", "Seen", "Audit", "Settings", "Idempotency", "Snapshot"].includes(_kind)
    );
  });
  for (const item of items)
    for (let copy = 0; copy < times; copy += 1)
      world.dynamodb.call("PutItem", { TableName: "forecourt-test", Item: copied(item, copy) });
  return items.length * times;
}

/** Another item in the same partitions of the same indexes. */
function copied(item: Item, copy: number): Item {
  const ends = Object.fromEntries(
    Object.entries(item)
      .filter(([name]) => name === "sk" || /^gs\d+sk$/.test(name))
      .map(([name, value]) => [name, { S: `${"S" in value ? value.S : ""}~${copy}` }]),
  );
  return { ...item, ...ends };
}

function named(world: Forecourt): string[] {
  return world.aws.calls.map(({ service, operation }) =>
    service === "dynamodb" ? operation : `${service}.${operation}`,
  );
}
