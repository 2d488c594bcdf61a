import { expect, test } from "vitest";
import { each } from "#local/seed/calling";
import { randomFor } from "#local/seed/random";
import { given, london, then, when } from "./steps.ts";

type Person = {
  person: string;
  name?: string;
  emails: { address: string; verified: boolean }[];
  phones: { number: string; verified: boolean }[];
};
type List = { data: Person[]; next_cursor?: string };

const service = () => given.staff(london, "customer-service");

test("1,000 submissions of 50 people in whatever spelling are 50 people, and each address and number has one owner", async () => {
  const crowd = Array.from({ length: 50 }, (_, index) => ({
    // Ofcom's mobile numbers for drama, of which the seed uses the first thousand's beginning.
    national: `07700 900${String(900 + index)}`,
    email: `crowd.${index}@example.net`,
  }));
  const before = await countPeople();

  const answers = await each(Array.from({ length: 1000 }), 16, (_, index) => {
    const which = index % crowd.length;
    return given.visitor().ask("POST", `/v1/dealers/${london}/leads`, {
      body: { contact: spelled(crowd[which]!, which, index) },
    });
  });

  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  expect((await countPeople()) - before).toBe(50);
  const owners = await each(crowd, 8, async ({ email, national }) => {
    const [byEmail, byPhone] = await Promise.all([whoHas({ email }), whoHas({ phone: national })]);
    expect(byEmail).toHaveLength(1);
    expect(byPhone.map(({ person }) => person)).toEqual(byEmail.map(({ person }) => person));
    return byEmail[0]?.person;
  });
  expect(new Set(owners).size).toBe(50);
});

test("a stranger's submission with somebody's number changes nothing of theirs that was verified", async () => {
  const mark = Date.now() % 1_000_000;
  const phone = `+44770090${String(mark).slice(-4)}`;
  const known = await service().post<Person>("/v1/customers", {
    name: "Grace Known",
    emails: [{ address: `grace.${mark}@example.net`, verified: true }],
    phones: [{ number: phone, verified: true }],
  });

  const stranger = {
    name: "Mallory",
    email: `mallory.${mark}@example.org`,
    phone: phone.replace("+44", "0"),
  };
  await when.leavesLead(given.visitor(), london, { contact: stranger });

  await then.quiet();
  expect(await service().get(`/v1/customers/${known.person}`)).toEqual(known);
  const [owner] = await whoHas({ phone });
  expect(owner).toEqual(known);
});

/** One person as a thousand forms spell them: even people always leave their address, odd ones always their number. */
function spelled({ email, national }: { email: string; national: string }, who: number, turn: number) {
  const random = randomFor(`spelling ${turn}`);
  const both = turn < 50 || random.whole(0, 2) > 0;
  const digits = national.replaceAll(" ", "");
  const phone = random.pick([
    national,
    digits,
    `+44 ${digits.slice(1)}`,
    `0044${digits.slice(1)}`,
    `(+44) ${digits.slice(1, 5)}-${digits.slice(5)}`,
    ` ${digits.slice(0, 5)} ${digits.slice(5, 8)} ${digits.slice(8)} `,
  ]);
  const address = random.pick([
    email,
    email.toUpperCase(),
    ` ${email}`,
    email.replace("crowd", "Crowd"),
    email.replace("@", "＠"),
    `${email}\u200b`,
  ]);
  const withEmail = both || who % 2 === 0;
  const withPhone = both || who % 2 === 1;
  return { ...(withEmail ? { email: address } : {}), ...(withPhone ? { phone } : {}) };
}

async function whoHas(key: { email: string } | { phone: string }): Promise<Person[]> {
  const { data } = await service().get<List>(`/v1/customers?${new URLSearchParams(key).toString()}`);
  return data;
}

async function countPeople(): Promise<number> {
  let count = 0;
  let cursor: string | undefined;
  do {
    const path = `/v1/customers?limit=100${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`;
    const page = await service().get<List>(path);
    count += page.data.length;
    cursor = page.next_cursor;
  } while (cursor);
  return count;
}
