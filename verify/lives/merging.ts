import { stored } from "#test/support/seen";
import { inShortPages } from "../sim/late-reads.ts";
import { done } from "../sim/making.ts";
import { type Life, seen } from "./life.ts";

type Row = Record<string, unknown>;

/** Two records of one person become one, with all that was either's; and what is not one person stays two. */
export async function merging(life: Life): Promise<void> {
  const { world, make, dealer, say } = life;
  const staff = make.staff();
  const adds = async (body: object) =>
    String((await staff.post("/v1/customers", body).then(done)).body["person"]);
  const [known, bob] = ["vera@example.com", `bob-of-${dealer}`];
  const numbers = ["+442079460201", "+442079460202"];
  const one = await adds({ name: "Vera", emails: [{ address: known, verified: true }], region: "Kent" });
  const other = await adds({
    name: "V. Byron",
    birth_year: 1980,
    emails: [
      { address: `${bob}@example.com`, verified: true },
      { address: "vera.old@example.com", verified: false },
    ],
    phones: [{ number: numbers[0], verified: true }],
  });
  const third = await adds({ name: "Wim", phones: [{ number: numbers[1], verified: true }] });
  const order = await buys(life, bob);
  for (let leads = 0; leads < 3; leads += 1)
    await staff.post("/v1/leads", { contact: { phone: numbers[0] } }).then(done);
  const proposed = await proposal(life, { email: known, phone: numbers[0] });
  const later = await proposal(life, { email: `${bob}@example.com`, phone: numbers[1] });
  await staff.post(`/v1/customer-merge-proposals/${String(proposed["proposal"])}/accept`).then(done);
  await inShortPages(world);
  await united(life, {
    kept: String(proposed["person"]),
    merged: String(proposed["other"]),
    order,
    one,
    other,
  });
  const again = await staff.post(`/v1/customer-merge-proposals/${String(proposed["proposal"])}/accept`);
  const stale = await staff.post(`/v1/customer-merge-proposals/${String(later["proposal"])}/accept`);
  if (again.status !== 409) say(`two records were merged again: ${again.status}`);
  if (stale.status !== 409) say(`a record that is merged was merged into another: ${stale.status}`);
  const undone = await staff.post(`/v1/customer-merge-proposals/${String(proposed["proposal"])}/dismiss`);
  if (undone.status !== 409) say(`two records that are one were said to be two: ${undone.status}`);
  await apart(life);
  await freed(life, third, numbers[1] ?? "");
  if (world.deadLetters("customers").length > 0) say("a message of customers is dead");
}

async function buys({ world, make, dealer, settle }: Life, name: string): Promise<string> {
  const vehicle = await make.car();
  const orders = `/v1/dealers/${dealer}/orders`;
  const { body } = await world.customer(name).post(orders, { vehicle }, make.key()).then(done);
  await settle();
  return String(body["order"]);
}

/** A submission that names two records together. */
async function proposal({ world, make, dealer }: Life, contact: object): Promise<Row> {
  const known = new Set(stored(world, "MergeProposal").map((each) => each["proposal"]));
  const headers = { "x-test-source": make.source(make.number()) };
  await world.visitor.post(`/v1/dealers/${dealer}/leads`, { contact }, headers).then(done);
  const made = stored(world, "MergeProposal").find((each) => !known.has(each["proposal"]));
  if (!made) throw new Error("Nobody proposed to merge two records.");
  return made;
}

type Merge = { kept: string; merged: string; order: string; one: string; other: string };

async function united(life: Life, { kept, merged, order, one, other }: Merge): Promise<void> {
  const { world, make, say } = life;
  const staff = make.staff();
  const read = async (path: string) => (await staff.get(path).then(done)).body as Row & { data: Row[] };
  const person = await read(`/v1/customers/${kept}`);
  const name = kept === one ? "Vera" : "V. Byron";
  const emails = new Map((person["emails"] as Row[]).map(({ address, verified }) => [address, verified]));
  const right =
    person["name"] === name &&
    person["region"] === "Kent" &&
    person["birth_year"] === 1980 &&
    emails.size === 3 &&
    [...emails].every(([address, verified]) => verified === (address !== "vera.old@example.com")) &&
    (person["phones"] as Row[]).every(({ verified }) => verified === true);
  if (!right || ![one, other].includes(kept)) say(`the one record of two is ${JSON.stringify(person)}`);
  const bought = await read(`/v1/customers/${kept}/purchases`);
  if (!bought.data.some((purchase) => purchase["order"] === order)) say("a merged record lost its purchase");
  const contacts = await read(`/v1/customers/${kept}/contacts?limit=100`);
  // Three addresses, a number and the account.
  if (contacts.data.length !== 5) say(`${contacts.data.length} contacts instead of 5 after a merge`);
  const left = stored(world, "Lead").filter((lead) => lead["person"] === merged);
  if (left.length > 0) say(`${left.length} leads still name the merged record`);
  const gone = await read(`/v1/customers/${merged}`);
  if (gone["merged_into"] !== kept || (gone["emails"] as Row[]).length > 0)
    say(`the merged record is ${JSON.stringify(gone)}`);
}

/** Who are two people by the word of staff are not proposed to be one again. */
async function apart(life: Life): Promise<void> {
  const { world, make, dealer, say } = life;
  const staff = make.staff();
  const both = { email: "xena@example.com", phone: "+442079460203" };
  const one = { emails: [{ address: both.email, verified: true }] };
  const other = { phones: [{ number: both.phone, verified: true }] };
  for (const body of [one, other]) await staff.post("/v1/customers", body).then(done);
  const { proposal: name } = await proposal(life, both);
  await staff.post(`/v1/customer-merge-proposals/${String(name)}/dismiss`).then(done);
  const headers = { "x-test-source": make.source(make.number()) };
  await world.visitor.post(`/v1/dealers/${dealer}/leads`, { contact: both }, headers).then(done);
  const now = stored(world, "MergeProposal").find((each) => each["proposal"] === name);
  if (now?.["state"] !== "dismissed") say(`two people were proposed again: ${String(now?.["state"])}`);
}

/** A number that staff take away from one person may be another's. */
async function freed({ make, say }: Life, person: string, number: string): Promise<void> {
  const staff = make.staff();
  const wim = { name: "Wim", phones: [{ number, verified: true }] };
  const taken = await staff.post("/v1/customers", wim);
  const path = `/v1/customers/${person}`;
  await staff.patch(path, { phones: [] }, await seen(staff, path)).then(done);
  const free = await staff.post("/v1/customers", wim);
  if (taken.status !== 409 || free.status !== 201)
    say(`a number that is somebody's was given away (${taken.status}), or never is (${free.status})`);
}
