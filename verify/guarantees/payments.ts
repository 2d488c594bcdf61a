import { scopeIfAny } from "#shared/scope";
import type { Bug, Guarantee, Options, Outcome } from "../guarantee.ts";
import { together } from "../sim/actors.ts";
import { chance, type Chance } from "../sim/chance.ts";
import { disturb } from "../sim/faults.ts";
import { type Purchase, purchase, type Step, steps } from "../sim/purchase.ts";
import { showroom, type Showroom } from "../sim/showroom.ts";

const bugs: readonly Bug[] = [
  {
    name: "money that comes too late is kept",
    file: "functions/orders/notices.ts",
    find: 'return settled(heard, payment, "refund_due", tooLate(order, payment));',
    put: 'return settled(heard, payment, "captured", []);',
  },
  {
    name: "whatever amount the notice names pays the order",
    file: "functions/orders/notices.ts",
    find: "if (same) return;",
    put: "if (same || !same) return;",
  },
  {
    name: "a repeated notice is news",
    file: "functions/orders/notices.ts",
    find: 'return state === "open" || (state === "failed" && outcome === "captured");',
    put: 'return state !== undefined || outcome === "captured";',
  },
  {
    name: "a refusal that arrives after the money takes it away",
    file: "functions/orders/notices.ts",
    find: '(state === "failed" && outcome === "captured");',
    put: '(state === "failed" && outcome === "captured") || (state === "captured" && outcome === "failed");',
  },
  {
    name: "any currency pays",
    file: "functions/orders/notices.ts",
    find: " && amount.currency === payment.amount.currency;",
    put: ";",
  },
  {
    name: "a refund has a new key at every try",
    file: "functions/orders/refunding.ts",
    find: "call: (key) => provider.refund(key, payment.payment, payment.amount),",
    put: "call: (key) => provider.refund(`${key}.${Math.random()}`, payment.payment, payment.amount),",
  },
  {
    name: "the money of a second payment is kept",
    file: "functions/orders/notices.ts",
    find: "if (!state) return [refund];",
    put: "if (!state) return [];",
  },
  {
    name: "the money of a cancelled sale stays",
    file: "functions/orders/closing.ts",
    find: "...Inventory.takeBack(order.vin, order.order),\n    announce(RefundDue, due, order.order),",
    put: "...Inventory.takeBack(order.vin, order.order),",
  },
];

/**
 * Everything that can happen to an order that is being paid, in every order of up to three happenings, two of them at
 * the same time, and with the answer of the refund lost on its way. In the end the provider tells again what was not
 * heard, everything comes to rest, and the books of order, car and money must agree. `n` counts orders.
 */
export const guarantee: Guarantee = {
  name: "payments",
  promise:
    "A buyer is charged at most once, and an order is paid exactly when its money was captured and kept.",
  run,
  bugs,
};

type Case = {
  readonly first: readonly Step[];
  readonly together: readonly Step[];
  readonly lost: boolean;
  readonly deaf?: boolean;
};

async function run({ seed, effort, untilFirst = false }: Options): Promise<Outcome> {
  const violations: string[] = [];
  const drawn = chance(seed);
  const all = drawn.shuffled([...inTurn(), ...atOnce(), ...twice()]);
  const cases =
    effort >= 1 ? repeated(all, Math.floor(effort)) : all.slice(0, Math.ceil(all.length * effort));
  let [n, stimuli] = [0, 0];
  for (let start = 0; start < cases.length; start += 60) {
    // A world gets slower as it fills.
    const room = await showroom(seed + start);
    for (const one of cases.slice(start, start + 60)) {
      violations.push(...(await lived(room, drawn, one)));
      n += 1;
      stimuli += one.first.length + one.together.length + Number(one.lost);
      if (untilFirst && violations.length > 0) return { n, violations, stimuli };
    }
  }
  return { n, violations, stimuli };
}

function repeated(cases: readonly Case[], times: number): Case[] {
  return Array.from({ length: times }, () => cases).flat();
}

/** Every sequence of one to three different happenings; every third loses the answer of its refund, in every other what failed is heard last, and the wrong amount is of another currency. */
function inTurn(): Case[] {
  const longer = (lists: Step[][]) =>
    lists.flatMap((list) => steps.filter((step) => !list.includes(step)).map((step) => [...list, step]));
  const [one, two] = [longer([[]]), longer(longer([[]]))];
  return [...one, ...two, ...longer(two)].map((first, index) => ({
    first,
    together: [],
    lost: index % 3 === 0,
    deaf: index % 2 === 0,
  }));
}

/** Every two happenings at the same moment, after nothing and after the money was captured. */
function atOnce(): Case[] {
  const pairs = steps.flatMap((one, index) => steps.slice(index).map((other) => [one, other] as const));
  const begins: Step[][] = [[], ["notice"], ["expire"]];
  return begins.flatMap((first) => pairs.map((pair) => ({ first, together: pair, lost: false })));
}

/** Two payments of one order: the first failed, the second is begun, and then both may be captured, in either order. */
function twice(): Case[] {
  const others = ["notice", "duplicate", "cancel", "dealer cancel", "refund", "expire"] as const;
  const pairs = others.flatMap((one) => others.filter((other) => other !== one).map((other) => [one, other]));
  const places = (list: readonly Step[]) =>
    [...list, undefined].map((_, at): Step[] => ["failed", "return", ...list.toSpliced(at, 0, "earlier")]);
  return [
    ...[...others.map((one) => [one]), ...pairs]
      .flatMap(places)
      .map((first, index) => ({ first, together: [], lost: index % 3 === 0 })),
    ...others.map((one): Case => ({ first: ["failed", "return"], together: ["earlier", one], lost: false })),
  ];
}

async function lived(room: Showroom, drawn: Chance, one: Case): Promise<string[]> {
  const bought = await purchase(room, one);
  const name = `${one.first.join(", ")}${one.together.length > 0 ? ` then at once ${one.together.join(" and ")}` : ""}`;
  const calm = one.lost ? losing(room) : undefined;
  for (const step of one.first) await bought.does(step);
  if (one.together.length > 0)
    await together(
      room.world,
      drawn,
      one.together.map((step) => () => bought.does(step)),
    );
  await ended(room, bought);
  calm?.();
  room.world.aws.calls.length = 0;
  return bought
    .books()
    .map(
      (violation) =>
        `${name}${one.lost ? " (refund's answer lost)" : ""}${one.deaf ? " (failures unheard)" : ""}: ${violation}`,
    );
}

/** The provider sends money back, and its answer does not arrive. */
function losing({ world }: Showroom): () => void {
  let lost = false;
  const { calm } = disturb(world, ({ operation }) => {
    const refunding = scopeIfAny()?.action.endsWith("/refunds") && operation === "TransactWriteItems";
    if (!refunding || lost) return undefined;
    lost = true;
    return "lost";
  });
  return calm;
}

async function ended({ carry }: Showroom, bought: Purchase): Promise<void> {
  await bought.toldAgain();
  await carry.settle();
  await carry.later(32 * 60_000);
  await carry.later(60_000);
}
