import fc from "fast-check";
import { expect, test } from "vitest";
import { expectStatus, shop, type Shop, text, vinOf } from "../support/shop.ts";

const cars = 4;
const number = fc.integer({ min: 1, max: cars });
const who = fc.constantFrom("ada", "ben", "cy");

/** Everything that moves a car, by hand or by order. */
const step = fc.oneof(
  fc.record({ do: fc.constant("move" as const), number, to: fc.constantFrom("in_stock", "in_transit") }),
  fc.record({ do: fc.constant("order" as const), number, who }),
  fc.record({ do: fc.constant("cancel" as const), number }),
  fc.record({ do: fc.constant("pay" as const), number }),
  fc.record({ do: fc.constant("wait" as const) }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

test("cars are neither made nor lost: every car is in one state, and its history leads there", async () => {
  const plan = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(plan, async (groups) => {
      const given = await shop();
      const play = await player(given);
      for (const group of groups) {
        await Promise.all(group.map(play));
        assertConserved(given);
      }
    }),
    { numRuns: Number(process.env["RUNS"] ?? 10), seed: 20_261_125, endOnFailure: true },
  );
}, 120_000);

async function player({ car, staff, buyer, ends, world }: Shop) {
  const vehicles: string[] = [];
  for (let each = 1; each <= cars; each += 1) vehicles.push(await car(each));
  const latest = new Map<number, { order: string; who: string }>();
  return async (now: Step): Promise<void> => {
    if (now.do === "wait") {
      world.clock.advance(16 * 60_000);
      return;
    }
    if (now.do === "move") {
      const move = { to: now.to, reason: "by hand" };
      await staff().post(`/v1/stock-units/${vinOf(now.number)}/move`, move);
      return;
    }
    if (now.do === "order") {
      const { status, body } = await buyer(now.who).orders(vehicles[now.number - 1] ?? "");
      if (status === 201) latest.set(now.number, { order: text(body["order"]), who: now.who });
      return;
    }
    const placed = latest.get(now.number);
    if (!placed) return;
    if (now.do === "cancel") {
      await buyer(placed.who).cancels(placed.order);
      return;
    }
    const { status, body } = await buyer(placed.who).pays(placed.order);
    if (status === 200) await ends(text(body["payment"]), "captured");
  };
}

function assertConserved({ items }: Shop): void {
  const units = items("StockUnit");
  const inStates = ["in_transit", "in_stock", "held", "sold"].map(
    (state) => units.filter((unit) => unit["state"] === state).length,
  );
  expect(inStates.reduce((sum, count) => sum + count)).toBe(cars);

  const movements = items("StockMovement");
  for (const unit of units) {
    const own = movements.filter(({ of }) => of === unit["vin"]);
    const net = (state: string) =>
      own.filter(({ to }) => to === state).length - own.filter(({ from }) => from === state).length;
    // A hold that lapsed and was taken over is one more "in_stock > held": the car left stock twice and came back once, by time.
    const lapsed = Math.max(0, net("held") - (unit["state"] === "held" ? 1 : 0));
    for (const state of ["in_transit", "sold"])
      expect([unit["vin"], state, net(state)]).toEqual([unit["vin"], state, unit["state"] === state ? 1 : 0]);
    expect(net("in_stock") + lapsed).toBe(unit["state"] === "in_stock" ? 1 : 0);
    const belongs = unit["state"] === "held" || unit["state"] === "sold";
    expect(unit["held_by"] !== undefined).toBe(belongs);
    expect(unit["held_until"] !== undefined).toBe(unit["state"] === "held");
  }
}

test("counted stock is the sum of its movements, and every crossing of the threshold is told once", async () => {
  const quantity = fc.integer({ min: -6, max: 6 }).filter((each) => each !== 0);
  const adjustment = fc.record({ quantity, of: fc.constantFrom("on_hand", "reserved") });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(adjustment, { maxLength: 3 }), { maxLength: 8 }), async (groups) => {
      const { staff, items, announced } = await shop();
      const address = { lines: ["1 Long Lane"], city: "London", country: "GB" };
      const opened = await staff().post("/v1/stores", { name: { en: "Soho" }, address });
      const store = text(expectStatus(opened, 201).body["store"]);
      await staff().post("/v1/stock-items", { sku: "OIL", store, name: "Oil", on_hand: 8, threshold: 4 });
      let crossings = 0;
      let available = 8;
      for (const group of groups) {
        const answers = await Promise.all(
          group.map((each) => staff().post("/v1/stock-items/OIL/adjust", { ...each, store, reason: "x" })),
        );
        const done = answers.filter(({ status }) => status === 200);
        for (const { body } of done.toSorted(
          (a, b) => Number(a.body["version"]) - Number(b.body["version"]),
        )) {
          if (available >= 4 && Number(body["available"]) < 4) crossings += 1;
          available = Number(body["available"]);
        }
      }
      const [item] = items("StockItem");
      const summed = (figure: string) =>
        items("StockMovement")
          .filter(({ to }) => to === figure)
          .reduce((sum, movement) => sum + Number(movement["quantity"]), 0);
      expect(item).toMatchObject({ on_hand: summed("on_hand"), reserved: summed("reserved"), available });
      expect(Number(item?.["available"])).toBe(Number(item?.["on_hand"]) - Number(item?.["reserved"]));
      expect(Math.min(available, Number(item?.["reserved"]))).toBeGreaterThanOrEqual(0);
      expect(announced("StockRanLow")).toBe(crossings);
    }),
    { numRuns: Number(process.env["RUNS"] ?? 10), seed: 20_261_125, endOnFailure: true },
  );
}, 120_000);
