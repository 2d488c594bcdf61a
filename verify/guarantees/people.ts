import { forecourt, type Forecourt } from "#test/support/forecourt";
import { stored } from "#test/support/seen";
import type { Bug, Guarantee, Options, Outcome } from "../guarantee.ts";
import { together } from "../sim/actors.ts";
import { chance, type Chance, seedRandomness } from "../sim/chance.ts";
import { dead, type Fault, mortal } from "../sim/faults.ts";
import { done } from "../sim/making.ts";
import { follower, lateBy } from "../sim/late-reads.ts";

const bugs: readonly Bug[] = [
  {
    name: "whoever names somebody's verified number has it",
    file: "functions/customers/recognise.ts",
    find: "if (!verified || known.verified) return [];",
    put: "if (known.person === person) return [];",
  },
  {
    name: "what anybody sends is vouched for",
    file: "functions/leads/receiving.ts",
    find: "return withRecognised(contact, { verified: false, locale: body.locale }, (recognition) => {",
    put: "return withRecognised(contact, { verified: true, locale: body.locale }, (recognition) => {",
  },
  {
    name: "capital letters make another address",
    file: "functions/customers/spelling.ts",
    find: 'replaceAll(invisible, "").toLowerCase().normalize("NFC")',
    put: 'replaceAll(invisible, "").normalize("NFC")',
  },
  {
    name: "a key is claimed whoever has it",
    file: "functions/customers/recognise.ts",
    find: "if (!known) return [otherwise(PersonKey.create({ digest, ...key, person, verified, version: 1 }), raced)];",
    put: "if (!known) return [PersonKey.touch({ digest }, { set: { ...key, person, verified } })];",
  },
  {
    name: "who comes second to a new person is not recognised again",
    file: "functions/customers/recognise.ts",
    find: "if (!(error instanceof PersonRaced)) throw error;",
    put: "throw error;",
  },
  {
    name: "whoever vouches for a contact renames its owner",
    file: "functions/customers/vouch.ts",
    find: "(record.name === undefined && name ?",
    put: "(name ?",
  },
  {
    name: "national numbers are read as some other country's",
    file: "functions/customers/spelling.ts",
    find: "parsePhoneNumberFromString(plain, country as never)",
    put: 'parsePhoneNumberFromString(plain, (country && "FR") as never)',
  },
];

/**
 * People leave inquiries at the same time, each time spelt otherwise, with all their keys or with the one that all of
 * theirs have, while transactions collide and answers get lost. Everyone is one record, each key has one owner, and
 * nothing was proposed to be merged. Then strangers name what others have verified, and change nothing of it. `n` counts
 * submissions.
 */
export const guarantee: Guarantee = {
  name: "people",
  promise:
    "One person is one record, however many inquiries come at once and however they are spelt, and nobody's verified contact changes by what a stranger writes.",
  run,
  bugs,
};

const kinds: readonly Fault[] = ["refused", "lost", "doubtful", "died", "throttled", "collided", "collided"];

async function run({ seed, effort, untilFirst = false }: Options): Promise<Outcome> {
  const violations: string[] = [];
  let [n, stimuli] = [0, 0];
  for (let life = 0; life < Math.max(1, Math.round(8 * effort)); life += 1) {
    const done = await lived(seed + life);
    n += done.n;
    stimuli += done.stimuli;
    violations.push(...done.violations.map((text) => `seed ${seed + life}: ${text}`));
    if (untilFirst && violations.length > 0) break;
  }
  return { n, violations, stimuli };
}

async function lived(seed: number) {
  seedRandomness(seed);
  const drawn = chance(seed);
  const world = await forecourt();
  const dealer = await world.dealer({ country: "GB" });
  const copy = follower(world);
  const humans = 1 + drawn.below(8);
  const refused: string[] = [];
  let [sent, faults] = [0, 0];
  const sender = async (): Promise<void> => {
    for (let times = 0; times < 6; times += 1) {
      const contact = spelling(drawn, drawn.below(humans));
      sent += 1;
      // The first try's key, so that what was lost is not sent twice.
      const headers = { "x-test-source": `198.51.${sent % 250}.7`, "idempotency-key": `lead-${sent}` };
      const status = await submitted(world, dealer, contact, headers);
      if (status !== 201) refused.push(`${JSON.stringify(contact)} was answered ${status}`);
    }
  };
  await together(
    world,
    drawn,
    Array.from({ length: 8 }, () => sender),
    {
      fault(call) {
        const less = lateBy(copy, drawn, call);
        if (less) faults += 1;
        if (less) return less;
        if (!drawn.happens(0.05)) return undefined;
        faults += 1;
        return drawn.pick(kinds);
      },
    },
  );
  const violations = [...refused, ...records(world), ...(await strangers(world, dealer, drawn))];
  return { n: sent + 6, stimuli: sent + faults + 6, violations };
}

/** Nobody's verified contact is changed, taken or joined with another's by whoever writes it into a form. */
async function strangers(world: Forecourt, dealer: string, drawn: Chance): Promise<string[]> {
  const staff = world.staff(dealer, "owner");
  const known = ["ada", "ben", "cyd"].map((name, index) => ({
    email: `${name}@verified.example`,
    phone: `+44207946500${index}`,
  }));
  for (const { email, phone } of known)
    await staff
      .post("/v1/customers", {
        name: email,
        emails: [{ address: email, verified: true }],
        phones: [{ number: phone, verified: true }],
      })
      .then(done);
  const before = verifiedOf(world);
  for (let times = 0; times < 6; times += 1) {
    const [one, other] = drawn.shuffled(known);
    const email = drawn.happens(0.5) ? one?.email : `stranger${times}@example.com`;
    const headers = { "x-test-source": `198.52.${times}.7`, "idempotency-key": `stranger-${times}` };
    await submitted(world, dealer, { name: "A Stranger", email, phone: other?.phone }, headers);
  }
  const after = verifiedOf(world);
  // What staff have seen to be somebody's adds to their record, and changes nothing of what it says.
  for (const [index, { email }] of known.entries()) {
    const contact = { name: "Another", email, phone: `+44207946600${index}` };
    await staff.post("/v1/leads", { contact, verified: true }).then(done);
  }
  const renamed = stored(world, "Person").filter(({ name }) => name === "Another");
  if (renamed.length > 0) return [`${renamed.length} people have another name, or are another record`];
  return before === after ? [] : [`strangers changed what was verified: ${after} instead of ${before}`];
}

function verifiedOf(world: Forecourt): string {
  const theirs = (value: unknown): boolean => String(value).includes("@verified.example");
  const people = stored(world, "Person").filter(({ name }) => theirs(name));
  const ids = new Set(people.map(({ person }) => person));
  const keys = stored(world, "PersonKey").filter(
    ({ value, verified, person }) => verified === true || (ids.has(person) && theirs(value)),
  );
  return JSON.stringify([
    people,
    keys.map(({ value, person, verified }) => [value, person, verified]).toSorted(),
  ]);
}

async function submitted(world: Forecourt, dealer: string, contact: object, headers: Record<string, string>) {
  let status = 0;
  for (let tries = 0; tries < 8; tries += 1) {
    const reply = await mortal(() => world.visitor.post(`/v1/dealers/${dealer}/leads`, { contact }, headers));
    if (reply === dead) continue;
    status = reply.status;
    if (status < 500) break;
  }
  return status;
}

const wide = (text: string): string =>
  text.replaceAll(/[!-~]/g, (sign) => String.fromCodePoint((sign.codePointAt(0) ?? 0) + 0xfee0));
const addresses: ((address: string) => string)[] = [
  (address) => address,
  (address) => address.toUpperCase(),
  (address) => ` ${address}  `,
  wide,
  (address) => `${address}.`,
  (address) => address.replace("human", "Hu\u200Bman"),
];
const numbers: ((last: string) => string)[] = [
  (last) => `+44 20 7946 ${last}`,
  (last) => `020 7946 ${last}`,
  (last) => `(020) 7946-${last}`,
  (last) => `0044 20 7946 ${last}`,
  (last) => wide(`0207946${last}`),
];

/** Even humans always give their address, odd ones their number; the other key comes by chance. */
function spelling(drawn: Chance, human: number) {
  const email = drawn.pick(addresses)(`human${human}@example.com`);
  const phone = drawn.pick(numbers)(`0${String(human).padStart(3, "0")}`);
  if (drawn.happens(0.6)) return { email, phone };
  return human % 2 === 0 ? { email } : { phone };
}

/** What a reader of the table would call wrong: who has two records, keys of two spellings, inquiries of nobody. */
function records(world: Forecourt): string[] {
  const [people, keys, leads] = ["Person", "PersonKey", "Lead"].map((kind) => stored(world, kind));
  const humanOf = (value: unknown): number =>
    Number(/(\d+)@|7946(\d+)$/.exec(String(value))?.slice(1).find(Boolean));
  const owners = new Map<number, Set<unknown>>();
  for (const { value, person } of keys ?? [])
    owners.set(humanOf(value), (owners.get(humanOf(value)) ?? new Set()).add(person));
  const values = (keys ?? []).map(({ value }) => value);
  const known = new Set((people ?? []).map(({ person }) => person));
  return [
    ...[...owners].flatMap(([human, ids]) => (ids.size > 1 ? [`human ${human} is ${ids.size} records`] : [])),
    ...(known.size === owners.size ? [] : [`${owners.size} humans are ${known.size} records`]),
    ...(new Set(values).size === values.length ? [] : ["a key is there in two spellings"]),
    ...(leads ?? []).flatMap(({ lead, person, contact }) =>
      strays({ lead, person, contact }, owners, humanOf),
    ),
    ...stored(world, "MergeProposal").map(({ proposal }) => `a merge was proposed: ${String(proposal)}`),
  ];
}

function strays(
  { lead, person, contact }: Record<string, unknown>,
  owners: ReadonlyMap<number, ReadonlySet<unknown>>,
  humanOf: (value: unknown) => number,
): string[] {
  const { email, phone } = contact as { email?: string; phone?: string };
  return owners.get(humanOf(email ?? phone))?.has(person) ? [] : [`${String(lead)} belongs to somebody else`];
}
