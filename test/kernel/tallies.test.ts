import { expect, test } from "vitest";
import { tally } from "#shared/context";
import type { Happened } from "#shared/events";
import { newId } from "#shared/ids";
import { system, within } from "#shared/scope";
import { entity } from "#shared/table";
import { tallyInto, tallyLive } from "#shared/tallies";
import { instant } from "#shared/time";
import { forecourt } from "#test/support/forecourt";
import * as z from "zod/mini";
import { bakery, LoafSold } from "./bakery.ts";

const Sold = entity({
  name: "Sold",
  v: 1,
  schema: z.object({ generation: z.int(), kind: z.string(), sold: z.optional(z.int()) }),
  key: { pk: "{dealer}#bakery#sold#{generation}", sk: "{kind}" },
});
let written: readonly number[] = [1];
const countSold = tally(
  LoafSold,
  ({ data }, generation) => [{ to: Sold, key: { generation, kind: data.kind }, add: { sold: 1 } }],
  { generations: async () => written },
);

const sales = (count: number): Happened[] =>
  Array.from({ length: count }, () => ({
    id: newId("evt"),
    type: LoafSold.name,
    time: instant(),
    dealer: "london-cars",
    actor: "ada",
    correlation: "test",
    data: { loaf: newId("loaf"), kind: "rye" },
  }));

async function inBakery<T>(run: () => Promise<T>): Promise<T> {
  await forecourt({ contexts: [bakery] });
  const scope = {
    context: "bakery",
    dealer: "london-cars",
    caller: system,
    correlation: "test",
    action: "test",
  };
  return within(scope, run);
}
const sold = async (generation: number) => (await Sold.find({ generation, kind: "rye" }))?.sold;

test("live and replayed in any order, an event counts once in each generation", async () => {
  await inBakery(async () => {
    const [before, during] = [sales(5), sales(7)];
    written = [1];
    await tallyLive("countSold", countSold, before);
    written = [1, 2];
    await tallyLive("countSold", countSold, during.slice(0, 3));
    await tallyInto(2, "countSold", countSold, [...before, ...during]);
    await tallyLive("countSold", countSold, during);
    await tallyInto(2, "countSold", countSold, [...during, ...before]);
    expect([await sold(1), await sold(2)]).toEqual([12, 12]);
  });
});

test("a generation that is not written now is not touched", async () => {
  await inBakery(async () => {
    written = [2];
    await tallyLive("countSold", countSold, sales(3));
    expect([await sold(1), await sold(2)]).toEqual([undefined, 3]);
  });
});
