import { expect, test } from "vitest";
import { personContact, personOfAccount, recognise } from "#functions/customers/index";
import { transact } from "#shared/transact";
import { forecourt } from "#test/support/forecourt";
import { inside, stored } from "#test/people-given";

type Contact = Parameters<typeof recognise>[0];

const given = async () => {
  const world = await forecourt();
  const dealer = await world.dealer({ country: "GB" });
  const come = (contact: Contact, options: Partial<Parameters<typeof recognise>[1]> = {}) =>
    inside(dealer, "customers", async () => {
      const { person, isNew, pieces } = await recognise(contact, { verified: false, ...options });
      await transact(pieces);
      return { person, isNew };
    });
  const keys = () =>
    stored(world, "PersonKey").map(({ value, person, verified }) => ({ value, person, verified }));
  const person = (id: string) => stored(world, "Person").find((row) => row["person"] === id);
  return { world, dealer, come, keys, person };
};
const email = "ada@example.com";
const phone = "+442079460958";

test("a stranger's submission with somebody's phone changes nothing of theirs, verified or not", async () => {
  const { world, dealer, come, keys, person } = await given();
  const ada = await come({ name: "Ada Byron", email, phone }, { verified: true, account: "acc-ada" });
  const [before, keysBefore] = [person(ada.person), keys()];
  const stranger = { name: "Eve", email: "eve@evil.example", phone: "020 7946 0958" };
  await world.visitor.post(`/v1/dealers/${dealer}/leads`, { contact: stranger, message: "I am Ada" });
  expect(person(ada.person)).toEqual(before);
  for (const key of keysBefore) expect(keys()).toContainEqual(key);
  expect(keys()).toContainEqual({ value: "eve@evil.example", person: ada.person, verified: false });
  expect(await inside(dealer, "customers", () => personContact(ada.person))).toMatchObject({
    name: "Ada Byron",
    email,
    phone,
    verified: { email: true, phone: true },
  });
});

test("what a stranger attached never becomes how we write to a person", async () => {
  const { dealer, come } = await given();
  const ada = await come({ phone }, { verified: true });
  await come({ email: "eve@evil.example", phone });
  expect(await inside(dealer, "customers", () => personContact(ada.person))).not.toHaveProperty(
    "email",
    "eve@evil.example",
  );
});

test("keys of two people in one submission merge nobody: it is attached to the verified one, and staff are asked once", async () => {
  const { world, come, keys, person } = await given();
  const byPhone = await come({ phone }, { verified: true });
  const byEmail = await come({ email });
  const before = [person(byPhone.person), person(byEmail.person), keys()];
  for (let n = 0; n < 3; n += 1)
    expect(await come({ name: "Both", email, phone })).toEqual({ person: byPhone.person, isNew: false });
  expect([person(byPhone.person), person(byEmail.person), keys()]).toEqual(before);
  expect(stored(world, "MergeProposal")).toMatchObject([
    { person: byPhone.person, other: byEmail.person, state: "open" },
  ]);
  const told = stored(world, "Event").map(({ event }) => event as { type: string; data: object });
  expect(told.filter(({ type }) => type === "PersonMergeProposed").map(({ data }) => data)).toEqual([
    { person: byPhone.person, other: byEmail.person },
  ]);
});

test("of two people nobody has verified, or both, a submission belongs to the one with the e-mail address", async () => {
  for (const verified of [false, true]) {
    const { come } = await given();
    await come({ phone }, { verified });
    const byEmail = await come({ email }, { verified });
    expect((await come({ email, phone })).person).toBe(byEmail.person);
  }
});

test("a person who came unverified and then signs in is the same person, now verified, and known by the account", async () => {
  const { dealer, come, keys, person } = await given();
  const first = await come({ email, phone });
  const second = await come(
    { name: "Ada", email: "ADA@example.com" },
    { verified: true, account: "acc-ada" },
  );
  expect(second).toEqual({ person: first.person, isNew: false });
  expect(person(first.person)).toMatchObject({
    name: "Ada",
    account: "acc-ada",
    emails: [{ address: email, verified: true }],
    phones: [{ number: phone, verified: false }],
  });
  expect(keys()).toContainEqual({ value: "acc-ada", person: first.person, verified: true });
  expect(await inside(dealer, "customers", () => personOfAccount("acc-ada"))).toBe(first.person);
});

test("a verified contact adds to a person and never takes over another's keys", async () => {
  const { world, come, keys, person } = await given();
  const ada = await come({ email }, { verified: true });
  const eve = await come({ phone }, { verified: true });
  const contact = { email, phone };
  expect((await come(contact, { verified: true, account: "acc-ada" })).person).toBe(ada.person);
  expect(person(ada.person)).toMatchObject({ account: "acc-ada", phones: [] });
  expect(keys()).toContainEqual({ value: phone, person: eve.person, verified: true });
  expect(stored(world, "MergeProposal")).toHaveLength(1);
});

test("who claimed another's address without having it loses it to whoever shows that it is theirs", async () => {
  const { world, dealer, come, keys, person } = await given();
  const eve = await come({ email: "eve@example.com", phone }, { verified: true, account: "acc-eve" });
  await come({ email, phone });
  expect(keys()).toContainEqual({ value: email, person: eve.person, verified: false });
  const before = person(eve.person);
  const ada = await come({ email }, { verified: true, account: "acc-ada" });
  expect(ada).toMatchObject({ isNew: true });
  expect(keys()).toContainEqual({ value: email, person: ada.person, verified: true });
  expect(person(eve.person)).toEqual(before);
  expect(await inside(dealer, "customers", () => personOfAccount("acc-ada"))).toBe(ada.person);
  expect(await inside(dealer, "customers", () => personContact(ada.person))).toMatchObject({ email });
  expect(stored(world, "MergeProposal")).toMatchObject([{ person: ada.person, other: eve.person }]);
});

test("a name that is there is not overwritten, by whomever", async () => {
  const { come, person } = await given();
  const ada = await come({ name: "Ada", email });
  await come({ name: "Eve", email });
  await come({ name: "Eve", email }, { verified: true });
  expect(person(ada.person)).toMatchObject({ name: "Ada" });
});

test("an account counts only with a verified contact", async () => {
  const { dealer, come } = await given();
  await come({ email }, { account: "acc-eve" });
  expect(await inside(dealer, "customers", () => personOfAccount("acc-eve"))).toBeUndefined();
});

test("to recognise somebody is one batch read, whoever they are; writing is the asker's transaction", async () => {
  const { world, dealer, come } = await given();
  await come({ email, phone });
  for (const contact of [
    { email, phone },
    { email: "new@example.com", phone: "020 7946 0001" },
  ]) {
    world.aws.reset();
    await inside(dealer, "customers", () => recognise(contact, { verified: false }));
    expect(world.aws.calls.map(({ operation }) => operation)).toEqual(["BatchGetItem"]);
  }
});

test("a contact that names nobody is refused", async () => {
  const { come } = await given();
  await expect(come({ name: "Ada" })).rejects.toMatchObject({ status: 422, code: "contact_missing" });
  await expect(come({ email: "nonsense" })).rejects.toMatchObject({ status: 422, code: "email_invalid" });
});
