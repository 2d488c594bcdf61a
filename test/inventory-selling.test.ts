import { expect, test } from "vitest";
import * as Inventory from "#functions/inventory/index";
import { system, within } from "#shared/scope";
import { instant } from "#shared/time";
import { type Piece, transact } from "#shared/transact";
import { expectStatus, pounds, shop, text, vinOf } from "./support/shop.ts";

const vin = vinOf(1);
const [mine, theirs] = ["ord_01kb2y6q0a4n8r7v3x5z9c1d2e", "ord_01kb2y6q0a4n8r7v3x5z9c1d2f"];

/** A car in stock, and orders that put inventory's pieces into transactions of their own. */
async function lot() {
  const given = await shop();
  expectStatus(await given.staff().post("/v1/stock-units", { vin }), 201);
  const inside = <T>(run: () => T): T =>
    within({ context: "orders", dealer: given.dealer, caller: system, correlation: "c", action: "t" }, run);
  const does = async (pieces: () => Piece[]): Promise<string> =>
    inside(async () => transact(pieces())).then(
      () => "done",
      (error: { code?: string }) => error.code ?? String(error),
    );
  const soon = () => instant(given.world.clock.now() + 60_000);
  return {
    ...given,
    holds: (order: string, until = soon()) => does(() => Inventory.hold(vin, order, until)),
    releases: (order: string) => does(() => Inventory.release(vin, order)),
    sells: (order: string) => does(() => Inventory.sell(vin, order)),
    takesBack: (order: string) => does(() => Inventory.takeBack(vin, order)),
    asks: (order: string, of = vin) => inside(() => Inventory.isHeldBy(of, order)),
  };
}

test("a held car is released, sold and taken back by the order it belongs to and by no other", async () => {
  const { holds, releases, sells, takesBack, unit } = await lot();
  expect([await releases(mine), await sells(mine), await takesBack(mine)]).toEqual(Array(3).fill("conflict"));
  expect(await holds(mine)).toBe("done");
  expect([await releases(theirs), await sells(theirs), await takesBack(mine)]).toEqual(
    Array(3).fill("conflict"),
  );
  expect(await unit()).toMatchObject({ state: "held", held_by: mine });
  expect(await sells(mine)).toBe("done");
  expect([await releases(mine), await sells(mine), await takesBack(theirs)]).toEqual(
    Array(3).fill("conflict"),
  );
  expect(await unit()).toMatchObject({ state: "sold", held_by: mine, sold_at: "2026-11-25T09:00:00.000Z" });
  expect(await unit()).not.toHaveProperty("held_until");
  expect(await takesBack(mine)).toBe("done");
});

test("a car that is back in stock shows nothing of who had it, whichever way it came back", async () => {
  const { holds, releases, sells, takesBack, unit } = await lot();
  const untouched = Object.keys(await unit());
  await holds(mine);
  expect(await releases(mine)).toBe("done");
  const released = await unit();
  expect([released["state"], Object.keys(released).toSorted()]).toEqual(["in_stock", untouched.toSorted()]);
  await holds(theirs);
  await sells(theirs);
  await takesBack(theirs);
  const returned = await unit();
  expect([returned["state"], Object.keys(returned).toSorted()]).toEqual(["in_stock", untouched.toSorted()]);
});

test("a hold keeps everybody out to its last millisecond, and nobody from then on", async () => {
  const { holds, sells, world, unit } = await lot();
  const until = instant(world.clock.now() + 60_000);
  expect(await holds(mine, until)).toBe("done");
  expect(await unit()).toMatchObject({ held_until: until });
  world.clock.advance(59_999);
  expect(await holds(theirs)).toBe("vehicle_taken");
  world.clock.advance(1);
  expect(await holds(theirs)).toBe("done");
  expect(await sells(mine)).toBe("conflict");
  expect(await sells(theirs)).toBe("done");
  world.clock.advance(86_400_000);
  expect(await holds(mine)).toBe("vehicle_taken");
});

test("every change of a car is in its history, in the words of what was done and with its order", async () => {
  const { holds, releases, sells, takesBack, items, world } = await lot();
  for (const step of [holds, releases, holds, sells, takesBack]) {
    world.clock.advance(1);
    expect(await step(mine)).toBe("done");
  }
  const told = items("StockMovement")
    .toSorted((a, b) => String(a["movement"]).localeCompare(String(b["movement"]), "en"))
    .map(({ kind, of, from, to, quantity, reason, order, actor }) =>
      [kind, of, from, to, quantity, reason, order, actor].join(" "),
    );
  const line = (change: string, reason: string) => `unit ${vin} ${change} 1 ${reason} ${mine} system`;
  expect(told.slice(1)).toEqual([
    line("in_stock held", "ordered"),
    line("held in_stock", "hold released"),
    line("in_stock held", "ordered"),
    line("held sold", "paid"),
    line("sold in_stock", "sale undone"),
  ]);
});

test("a car is held by the order that holds it, read as it stands: not by another, not when sold, not when missing", async () => {
  const { holds, sells, asks, world } = await lot();
  expect(await asks(mine)).toBe(false);
  await holds(mine);
  world.aws.reset();
  expect([await asks(mine), await asks(theirs), await asks(mine, vinOf(2))]).toEqual([true, false, false]);
  expect(world.aws.calls.map(({ input }) => input["ConsistentRead"])).toEqual([true, true, true]);
  await sells(mine);
  expect(await asks(mine)).toBe(false);
});

test("who cannot have a car is told why: none there, still on its way, or somebody else's", async () => {
  const { buyer, car, staff, unit } = await shop();
  const code = async (vehicle: string) => (await buyer("ada").orders(vehicle)).body["code"];
  expect(await code(await car(2, pounds(999), false))).toBe("unit_missing");
  const vehicle = await car(1);
  await staff().post(`/v1/stock-units/${vin}/move`, { to: "in_transit", reason: "fair" });
  expect(await code(vehicle)).toBe("unit_not_in_stock");
  expect((await unit())["state"]).toBe("in_transit");
  await staff().post(`/v1/stock-units/${vin}/move`, { to: "in_stock", reason: "back" });
  expect(text((await buyer("ben").orders(vehicle)).body["order"])).toMatch(/^ord_/);
  expect(await code(vehicle)).toBe("vehicle_taken");
});
