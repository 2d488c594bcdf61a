import { LeadMoved, LeadReceived, Source, Stage } from "#functions/leads/events";
import {
  OrderCancelled,
  OrderExpired,
  OrderPaid,
  OrderPlaced,
  OrderRefunded,
} from "#functions/orders/events";
import { announce } from "#shared/events";
import { newId } from "#shared/ids";
import type { Money } from "#shared/money";
import { system, within } from "#shared/scope";
import { instant } from "#shared/time";
import { type Piece, transact } from "#shared/transact";
import { chance } from "../bench/chance.ts";

type Origin = (typeof Source.options)[number];
const pounds: Money = { amount: 1_000_000, currency: "GBP" };

/**
 * Lets orders and leads say what happened at a dealer, through outbox, stream and bus as always.
 *
 * @example await happening("london-cars").paid(2, { amount: 1_299_000, currency: "GBP" });
 */
export function happening(dealer: string) {
  const say = async (times: number, piece: () => Piece): Promise<void> => {
    const scope = { context: "orders", dealer, caller: system, correlation: "test", action: "test" };
    for (let left = times; left > 0; left -= 1) await within(scope, async () => transact([piece()]));
  };
  const about = () => ({
    order: newId("ord"),
    buyer: "ada",
    vehicle: newId("veh"),
    vin: "SAJAA01T0XFR12345",
  });
  const said = {
    placed: (times: number, price = pounds) =>
      say(times, () => announce(OrderPlaced, { ...about(), price, hold_until: instant() })),
    paid: (times: number, price = pounds) =>
      say(times, () => announce(OrderPaid, { ...about(), price, paid_at: instant() })),
    cancelled: (times: number, price = pounds, was_paid = false) =>
      say(times, () => announce(OrderCancelled, { ...about(), price, by: "buyer", was_paid })),
    expired: (times: number) => say(times, () => announce(OrderExpired, about())),
    refunded: (times: number, amount = pounds, was_paid = true) =>
      say(times, () => announce(OrderRefunded, { ...about(), payment: newId("pay"), amount, was_paid })),
    lead: (source: Origin, times: number, more: { quarantined?: boolean; stage?: Stage } = {}) =>
      say(times, () =>
        announce(LeadReceived, {
          lead: newId("lead"),
          person: newId("per"),
          source,
          stage: "new",
          ...more,
        }),
      ),
    moved: (source: Origin, from: Stage, to: Stage) =>
      say(1, () => announce(LeadMoved, { lead: newId("lead"), from, to, source })),
    /** A mixture of everything, the same for the same seed. */
    async everything(count: number, seed: number): Promise<void> {
      const random = chance(seed);
      const one = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!;
      for (let left = count; left > 0; left -= 1) {
        const price: Money = { amount: 1 + Math.floor(random() * 5e6), currency: one(["GBP", "CNY"]) };
        await one([
          () => said.placed(1, price),
          () => said.paid(1, price),
          () => said.cancelled(1, price, random() < 0.5),
          () => said.expired(1),
          () => said.refunded(1, price, random() < 0.5),
          () => said.lead(one(Source.options), 1, { quarantined: random() < 0.2 }),
          () => said.moved(one(Source.options), one(Stage.options), one(Stage.options)),
        ])();
      }
    },
  };
  return said;
}
