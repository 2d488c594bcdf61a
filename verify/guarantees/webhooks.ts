import { createHash } from "node:crypto";
import { forgetSecrets } from "#shared/secrets";
import type { Forecourt } from "#test/support/forecourt";
import { forge, keyOf, type Message, signed } from "../access/forgeries.ts";
import { itemsOf } from "../access/watch.ts";
import { trialWorld } from "../access/world.ts";
import type { Guarantee, Options, Outcome } from "../guarantee.ts";
import { chance } from "../sim/chance.ts";
import { business, price } from "../sim/making.ts";
import { type Fixtures, prepared } from "../stories.ts";

/** What tells of a payment, sent to the platform by whoever likes. `n` counts notices; 10,000 forgeries at effort 1. */
export const guarantee: Guarantee = {
  name: "webhooks",
  promise:
    "No forged, changed, stale or foreign notice of a payment provider is heard; genuine ones are, also while secrets are rotated.",
  run,
  bugs: [
    {
      name: "a rotation is never heard of",
      file: "shared/secrets.ts",
      find: "const keptMilliseconds = 300_000;",
      put: "const keptMilliseconds = 300_000_000;",
    },
    {
      name: "a notice is parsed before it is verified",
      file: "functions/orders/notices.ts",
      find: "  const id = await provider.verify(raw);\n  const notice = provider.read(raw);",
      put: "  const notice = provider.read(raw);\n  const id = await provider.verify(raw);",
    },
    {
      name: "the key is that of the dealer in the notice, not of the one it is sent to",
      file: "functions/orders/sandbox-provider.ts",
      find: "verifySignature(`sandbox#${scope().dealer}`, raw)",
      put: "verifySignature(`sandbox#${/beta-cars/.exec(raw.body)?.[0] ?? scope().dealer}`, raw)",
    },
    {
      name: "the dealer in the notice is not matched",
      file: "functions/orders/notices.ts",
      find: "if (notice.dealer !== scope().dealer)",
      put: "if (notice.dealer === undefined && scope().dealer)",
    },
    {
      name: "a notice is good for ever",
      file: "shared/signatures.ts",
      find: "if (!shaped || !fresh) throw invalid();",
      put: "if (!shaped && !fresh) throw invalid();",
    },
    {
      name: "only the newest secret is good",
      file: "shared/signatures.ts",
      find: "const wanted = (await derivedKeys(purpose)).map(",
      put: "const wanted = (await derivedKeys(purpose)).slice(0, 1).map(",
    },
    {
      name: "a signature that is cut short is compared as far as it goes",
      file: "shared/signatures.ts",
      find: "return one.length === other.length && timingSafeEqual(one, other);",
      put: "return timingSafeEqual(one.subarray(0, other.length), other.subarray(0, one.length));",
    },
  ],
};

const [older, newer] = ["a root secret for tests", "the secret after it"];

async function run({ seed, effort, untilFirst = false }: Options): Promise<Outcome> {
  const world = await trialWorld();
  const own = await prepared(world, { dealer: "alpha-cars", first: 100_000 });
  await world.operator.post("/v1/dealers", business("beta-cars"));
  const drawn = chance(seed);
  const violations: string[] = [];
  let n = 0;
  const { payment } = await own.make.paying();
  const before = itemsOf(world, own.dealer);
  rotate(world, { r2: newer, r1: older });
  for (; n < 10_000 * effort && !(untilFirst && violations.length > 0); n += 1) {
    if (n % 500 === 0) world.clock.advance(1_000);
    const now = Math.floor(world.clock.now() / 1000);
    const body = told(own.dealer, payment);
    const given = { root: drawn.pick([older, newer]), dealer: own.dealer, otherDealer: "beta-cars" };
    const { name, message } = forge({ ...given, id: `ntc_${n}`, now, body, drawn });
    const { status, text } = await sent(own, message);
    if (status !== 401 || !text.includes("signature_invalid"))
      violations.push(`"${name}" (${n}) answered ${status}: ${text}`);
  }
  const after = itemsOf(world, own.dealer);
  if (after.size !== before.size || [...after].some(([key, item]) => before.get(key) !== item))
    violations.push("forgeries changed something");
  violations.push(...(await genuine(own)), ...(await aboutAnother(own, payment)), ...(await renewed(own)));
  return { n: n + 5, violations, stimuli: n };
}

/** Signed with either of two secrets in rotation a notice is heard; with one that was rotated out it is not. */
async function genuine(own: Fixtures): Promise<string[]> {
  const cases: [secrets: Record<string, string>, root: string, status: number][] = [
    [{ r2: newer, r1: older }, newer, 200],
    [{ r2: newer, r1: older }, older, 200],
    [{ r2: newer }, older, 401],
  ];
  const wrong: string[] = [];
  for (const [secrets, root, wanted] of cases) {
    rotate(own.world, { r1: older });
    const { payment } = await own.make.paying();
    rotate(own.world, secrets);
    const { status, text } = await sent(own, message(own, root, told(own.dealer, payment)));
    if (status !== wanted)
      wrong.push(`signed with "${root}" of ${Object.keys(secrets).join()}: ${status} ${text}`);
  }
  return wrong;
}

/** A provider that serves two dealers mixes them up: rightly signed for one, about the other. */
async function aboutAnother(own: Fixtures, payment: string): Promise<string[]> {
  rotate(own.world, { r1: older });
  const { status } = await sent(own, message(own, older, told("beta-cars", payment)));
  return status === 422 ? [] : [`a notice about another dealer answered ${status}`];
}

/** A process that runs on hears of a rotation within some minutes, and nobody has to tell it. */
async function renewed(own: Fixtures): Promise<string[]> {
  rotate(own.world, { r1: older });
  const { payment } = await own.make.paying();
  await sent(own, message(own, older, told(own.dealer, "pay_none")));
  own.world.secrets.root = JSON.stringify({ r2: newer });
  own.world.clock.advance(6 * 60_000);
  const { status } = await sent(own, message(own, newer, told(own.dealer, payment)));
  return status === 200 ? [] : [`six minutes after a rotation the new secret is not known: ${status}`];
}

function message({ world, dealer }: Fixtures, root: string, body: string): Message {
  const now = Math.floor(world.clock.now() / 1000);
  return signed(keyOf(root, `sandbox#${dealer}`), `ntc_${digestOf(body)}`, now, body);
}

/** A notice about the same is the same notice. */
function digestOf(body: string): string {
  return createHash("sha256").update(body).digest("hex").slice(0, 20);
}

function told(dealer: string, payment: string): string {
  return JSON.stringify({ type: "payment.captured", dealer, payment, amount: price });
}

function sent({ world, dealer }: Fixtures, { headers, body }: Message) {
  return world.visitor.post(`/v1/payment-notices/sandbox/${dealer}`, body, headers);
}

function rotate(world: Forecourt, secrets: Record<string, string>): void {
  world.secrets.root = JSON.stringify(secrets);
  forgetSecrets();
}
