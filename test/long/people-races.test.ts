import { expect, test } from "vitest";
import { AwsError } from "#test/support/model/aws-error";
import { forecourt, type Forecourt } from "#test/support/forecourt";
import { stored } from "#test/people-given";
import { chance } from "../../bench/chance.ts";

const fullWidth = (text: string) =>
  text.replaceAll(/[!-~]/g, (sign) => String.fromCodePoint((sign.codePointAt(0) ?? 0) + 0xfee0));
const emailSpellings: ((address: string) => string)[] = [
  (address) => address,
  (address) => address.toUpperCase(),
  (address) => `  ${address} `,
  (address) => fullWidth(address),
  (address) => `${address}.`,
  (address) => address.replace("person", "Per\u200Bson"),
];
/** `last` is what follows +44 20 7946. */
const phoneSpellings: ((last: string) => string)[] = [
  (last) => `+44 20 7946 ${last}`,
  (last) => `020 7946 ${last}`,
  (last) => `(020) 7946-${last}`,
  (last) => `0044-20-7946-${last}`,
  (last) => `+44 (0)20 7946 ${last}`,
  (last) => fullWidth(`0207946${last}`),
  (last) => `020.7946.${last}`,
];

function submissions(count: number, people: number, next: () => number) {
  const any = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;
  return Array.from({ length: count }, (_, n) => {
    const person = n % people;
    const email = any(emailSpellings)(`person${person}@example.com`);
    const phone = any(phoneSpellings)(`0${String(person).padStart(3, "0")}`);
    return { name: `Person ${person}`, email, phone };
  }).sort(() => next() - 0.5);
}

/** Calls take turns by chance, and one transaction in ten collides with another, as in DynamoDB under load. */
function unruly(world: Forecourt, next: () => number): void {
  world.aws.intercept = async ({ operation }) => {
    for (let turns = Math.floor(next() * 6); turns > 0; turns -= 1)
      await new Promise((resolve) => setImmediate(resolve));
    if (operation === "TransactWriteItems" && next() < 0.1)
      throw new AwsError("TransactionCanceledException", "Transaction cancelled", {
        body: { CancellationReasons: [{ Code: "TransactionConflict" }] },
      });
  };
}

test.each([
  [1000, 50, 1],
  [200, 5, 2],
  [100, 1, 3],
])(
  "%i submissions of %i people in varied spelling, 16 in flight, are so many people, and each key has one owner (seed %i)",
  async (count, people, seed) => {
    const next = chance(seed);
    const world = await forecourt();
    const dealer = await world.dealer({ country: "GB" });
    unruly(world, next);
    const waiting = submissions(count, people, next).map((contact, n) => ({
      contact,
      source: `198.51.${n % 200}.${n % 7}`,
    }));
    const send = async () => {
      for (let one = waiting.pop(); one; one = waiting.pop()) {
        const headers = { "x-test-source": one.source };
        const reply = await world.visitor.post(
          `/v1/dealers/${dealer}/leads`,
          { contact: one.contact },
          headers,
        );
        expect(reply.status, reply.text).toBe(201);
      }
    };
    await Promise.all(Array.from({ length: 16 }, send));

    const records = stored(world, "Person");
    expect(records).toHaveLength(people);
    const keys = stored(world, "PersonKey");
    expect(keys).toHaveLength(2 * people);
    const spelt = (kind: string) =>
      keys.filter((key) => key["kind"] === kind).map(({ value }) => String(value));
    expect(spelt("email").sort()).toEqual(
      Array.from({ length: people }, (_, n) => `person${n}@example.com`).sort(),
    );
    expect(new Set(spelt("phone")).size).toBe(people);
    for (const person of records)
      expect(
        keys
          .filter((key) => key["person"] === person["person"])
          .map(({ kind }) => String(kind))
          .toSorted((a, b) => a.localeCompare(b)),
      ).toEqual(["email", "phone"]);

    const leads = stored(world, "Lead");
    expect(leads).toHaveLength(count);
    for (const lead of leads) {
      const { email } = lead["contact"] as { email: string };
      const key = keys.find(({ value }) => value === email);
      expect(lead["person"]).toBe(key?.["person"]);
    }
    const added = stored(world, "Event").filter(
      ({ event }) => (event as { type: string }).type === "PersonAdded",
    );
    expect(added).toHaveLength(people);
    expect(stored(world, "MergeProposal")).toEqual([]);
  },
  60_000,
);

test("people who come by one key at a time are one record as soon as a submission names both", async () => {
  const world = await forecourt();
  const dealer = await world.dealer({ country: "GB" });
  const send = (contact: object) => world.visitor.post(`/v1/dealers/${dealer}/leads`, { contact });
  await send({ email: "ada@example.com" });
  await send({ email: "ADA@EXAMPLE.COM", phone: "020 7946 0958" });
  await send({ phone: "+442079460958" });
  expect(stored(world, "Person")).toHaveLength(1);
  expect(new Set(stored(world, "Lead").map(({ person }) => person)).size).toBe(1);
});

test("the same address at two dealers is two people: dealers share nobody", async () => {
  const world = await forecourt();
  for (const id of ["london-cars", "paris-autos"]) {
    await world.dealer({ id, country: "GB" });
    await world.visitor.post(`/v1/dealers/${id}/leads`, { contact: { email: "ada@example.com" } });
  }
  const [one, two] = stored(world, "Person");
  expect(one?.["person"]).not.toBe(two?.["person"]);
  expect(stored(world, "PersonKey")).toHaveLength(2);
});

test("when races for one person do not end, the sender is told to come again and nothing is written", async () => {
  const world = await forecourt();
  const dealer = await world.dealer({ country: "GB" });
  world.aws.intercept = ({ operation }) => {
    if (operation === "TransactWriteItems")
      throw new AwsError("TransactionCanceledException", "Transaction cancelled", {
        body: { CancellationReasons: [{ Code: "ConditionalCheckFailed" }] },
      });
  };
  const reply = await world.visitor.post(`/v1/dealers/${dealer}/leads`, {
    contact: { email: "ada@example.com" },
  });
  expect(reply).toMatchObject({ status: 503, body: { code: "busy" } });
  expect(stored(world, "Lead")).toEqual([]);
  expect(stored(world, "Person")).toEqual([]);
});
