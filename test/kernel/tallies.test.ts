import { expect, test } from "vitest";
import { tally } from "#shared/context";
import type { Happened } from "#shared/events";
import { newId } from "#shared/ids";
import { system, within } from "#shared/scope";
import { entity } from "#shared/table";
import type { Count } from "#shared/reactions";
import { tallyInto, tallyLive } from "#shared/tallies";
import { instant } from "#shared/time";
import { AwsError } from "#test/support/model/aws-error";
import { type Forecourt, forecourt } from "#test/support/forecourt";
import * as z from "zod/mini";
import { bakery, LoafSold } from "./bakery.ts";

const Sold = entity({
  name: "Sold",
  v: 1,
  schema: z.object({
    generation: z.int(),
    kind: z.string(),
    sold: z.optional(z.int()),
    kept: z.optional(z.int()),
  }),
  key: { pk: "{dealer}#bakery#sold#{generation}", sk: "{kind}" },
});
const Kept = entity({
  name: "Kept",
  v: 1,
  schema: z.object({ generation: z.int(), kind: z.string(), kept: z.optional(z.int()) }),
  key: { pk: "{dealer}#bakery#kept#{generation}", sk: "{kind}" },
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

let world: Forecourt;
const asked = () =>
  world.aws.calls
    .filter(({ operation }) => operation === "TransactWriteItems")
    .map(({ input }) => input as { TransactItems: unknown[] });

async function inBakery<T>(run: () => Promise<T>): Promise<T> {
  world = await forecourt({ contexts: [bakery] });
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

test("what one figure gets from many events is one write, and figures do not mix", async () => {
  const writes = await inBakery(async () => {
    let turn = 0;
    const mixed = tally(LoafSold, async ({ data: { kind } }) => {
      const generation = 1;
      // Who writes the key's parts in another order means the same figure.
      const key = (turn += 1) % 2 ? { generation, kind } : { kind, generation };
      const counted: Count[] = [
        { to: Sold, key, add: { sold: 1, kept: 2 } },
        { to: Sold, key: { generation: 2, kind }, add: { sold: 5 } },
        { to: Kept, key, add: { kept: 7 } },
      ];
      return counted;
    });
    await tallyLive("mixed", mixed, sales(4));
    const kept = await Kept.find({ generation: 1, kind: "rye" });
    expect([await sold(1), await sold(2), kept?.kept]).toEqual([4, 20, 28]);
    return asked();
  });
  const [writing] = writes;
  expect(writes).toHaveLength(1);
  // Four proofs and three sums.
  expect(writing?.TransactItems).toHaveLength(7);
});

test("a tally that finds nothing to count writes nothing, and its proofs neither", async () => {
  await inBakery(async () => {
    await tallyLive(
      "none",
      tally(LoafSold, () => []),
      sales(3),
    );
    expect(asked()).toEqual([]);
  });
});

test("without generations there is one, the nought", async () => {
  await inBakery(async () => {
    const given: number[] = [];
    const noted = tally(LoafSold, ({ data }, generation) => {
      given.push(generation);
      return [{ to: Sold, key: { generation, kind: data.kind }, add: { sold: 1 } }];
    });
    await tallyLive("noted", noted, sales(2));
    expect([given, await sold(0)]).toEqual([[0, 0], 2]);
    const [writing] = asked();
    expect(JSON.stringify(writing)).toContain('"noted"');
  });
});

test("what fails for another reason than having been seen is not passed over", async () => {
  await inBakery(async () => {
    const bad = tally(LoafSold, async () => Promise.reject(new Error("no flour")));
    await expect(tallyLive("bad", bad, sales(1))).rejects.toThrow("no flour");
    const unwritten = tally(LoafSold, () => [{ to: Sold, key: {}, add: { sold: 1 } }]);
    await expect(tallyLive("unwritten", unwritten, sales(1))).rejects.toThrow();
    world.aws.intercept = ({ operation }) => {
      if (operation === "TransactWriteItems") throw new AwsError("InternalFailure", "down", { status: 400 });
    };
    written = [1];
    await expect(tallyLive("countSold", countSold, sales(1))).rejects.toThrow("down");
  });
});

test("a generation that is not written now is not touched", async () => {
  await inBakery(async () => {
    written = [2];
    await tallyLive("countSold", countSold, sales(3));
    expect([await sold(1), await sold(2)]).toEqual([undefined, 3]);
  });
});
