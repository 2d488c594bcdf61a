import { stored } from "#test/support/seen";
import { chance } from "../sim/chance.ts";
import { together } from "../sim/actors.ts";
import { contact, done } from "../sim/making.ts";
import { type Life, seen, undisturbed } from "./life.ts";

/** Where staff may move a lead, written down a second time. */
const moves: Readonly<Record<string, readonly string[]>> = {
  new: ["contacted", "qualified", "lost"],
  contacted: ["qualified", "negotiating", "lost"],
  qualified: ["contacted", "negotiating", "won", "lost"],
  negotiating: ["qualified", "won", "lost"],
  won: [],
  lost: ["contacted"],
};
const stages = Object.keys(moves);
const ways: Readonly<Record<string, readonly string[]>> = {
  new: [],
  contacted: ["contacted"],
  qualified: ["qualified"],
  negotiating: ["qualified", "negotiating"],
  won: ["qualified", "won"],
  lost: ["lost"],
};

type Row = Record<string, unknown>;
type Told = { id: string; type: string; data: Row };

/** Leads in every stage, moved to every other; several hands at one lead; who gets them; what a purchase makes of them. */
export async function leads(life: Life): Promise<void> {
  for (const from of stages) for (const to of stages) await moved(life, from, to);
  await shared(life);
  await crowded(life);
  await won(life);
  await flooded(life);
  await life.settle();
  const told = stored(life.world, "Event")
    .map(({ event }) => event as Told)
    .filter(({ type }) => type === "LeadMoved")
    .toSorted((one, other) => (one.id < other.id ? -1 : 1));
  for (const lead of stored(life.world, "Lead"))
    chained(
      life,
      lead,
      told.filter(({ data }) => data["lead"] === lead["lead"]),
    );
}

async function moved({ make, say, ...life }: Life, from: string, to: string): Promise<void> {
  const lead = await make.lead();
  for (const stage of ways[from] ?? [])
    await make.staff().post(`/v1/leads/${lead}/move`, { stage }).then(done);
  const all = { make, say, ...life };
  const { reply, changed } = await undisturbed(all, () =>
    make.staff().post(`/v1/leads/${lead}/move`, { stage: to }),
  );
  const may = moves[from]?.includes(to) ?? false;
  const { body } = await make.staff().get(`/v1/leads/${lead}`).then(done);
  const stage = may ? to : from;
  if (reply.status !== (may ? 200 : 409) || changed > 0 !== may || String(body["stage"]) !== stage)
    say(`a lead that is ${from}, moved to ${to}, is ${String(body["stage"])} (${reply.status})`);
}

/** Turns are shared: nobody is left out. */
async function shared({ world, make, dealer, say, settle }: Life): Promise<void> {
  const sellers = ["customer-service", "operations-manager", "salesperson"].map((role) =>
    world.staff(dealer, role),
  );
  const owners = [make.staff().id, ...sellers.map(({ id }) => id)];
  const fresh: string[] = [];
  for (let n = 0; n < 60; n += 1) fresh.push(await make.lead());
  // Whose work it is may be said from the start.
  const entered = { contact: contact(make.number()), owner: sellers[0]?.id };
  await make.staff().post("/v1/leads", entered).then(done);
  await settle();
  const given = stored(world, "Lead").filter(({ lead }) => fresh.includes(String(lead)));
  const counts = owners.map((owner) => given.filter((lead) => lead["owner"] === owner).length);
  if (given.some(({ owner }) => owner === undefined) || counts.some((count) => count < 3))
    say(`60 leads are shared ${counts.join(" : ")}`);
  const nobody = await make
    .staff()
    .post(`/v1/leads/${fresh[0]}/assign`, { owner: world.tokens.idOf("nobody") });
  if (nobody.status !== 422) say(`a lead was given to nobody: ${nobody.status}`);
}

/** Several hands at one lead at the same moment: each move begins where another ended. */
async function crowded(life: Life): Promise<void> {
  const { world, make } = life;
  const drawn = chance(7);
  for (let round = 0; round < 6; round += 1) {
    const lead = await make.lead();
    await life.settle();
    const staff = make.staff();
    const hand = () => async () => {
      for (let times = 0; times < 3; times += 1)
        await staff.post(`/v1/leads/${lead}/move`, { stage: drawn.pick(stages) });
    };
    // Identifiers sort by the millisecond: no two steps are in one.
    await together(world, drawn, [hand(), hand(), hand()], { afterStep: () => world.clock.advance(1) });
  }
}

/** A purchase wins one open lead of its buyer: that about the car, else the newest; never one that is closed. */
async function won({ world, make, dealer, say, settle }: Life): Promise<void> {
  const email = `${dealer}-ada@example.com`;
  const leaves = async (vehicle?: string): Promise<string> => {
    world.clock.advance(1_000);
    const body = { contact: { email }, verified: true, ...(vehicle ? { vehicle } : {}) };
    return String((await make.staff().post("/v1/leads", body).then(done)).body["lead"]);
  };
  const buys = async (vehicle: string): Promise<string> => {
    const { body } = await make
      .buyer()
      .post(`/v1/dealers/${dealer}/orders`, { vehicle }, make.key())
      .then(done);
    const order = String(body["order"]);
    const path = `/v1/dealers/${dealer}/orders/${order}/pay`;
    const paying = await make.buyer().post(path, undefined, make.key()).then(done);
    const settling = `/v1/sandbox/${dealer}/payments/${String(paying.body["payment"])}/settle`;
    const amount = paying.body["amount"] as unknown;
    await world.visitor.post(settling, { outcome: "captured", amount }).then(done);
    await settle();
    return order;
  };
  const [one, other, third] = [await make.car(), await make.car(), await make.car()];
  const [about, lost, newest] = [await leaves(one), await leaves(one), await leaves()];
  await make.staff().post(`/v1/leads/${lost}/move`, { stage: "lost" }).then(done);
  const wins: [order: string, lead: string | undefined][] = [
    [await buys(one), about],
    [await buys(other), newest],
    [await buys(third), undefined],
  ];
  const all = new Map(stored(world, "Lead").map((lead) => [String(lead["lead"]), lead]));
  for (const [order, lead] of wins) {
    const won = [...all.values()]
      .filter((each) => each["order"] === order)
      .map((each) => String(each["lead"]));
    if (won.join() !== (lead ?? ""))
      say(`an order won ${won.join() || "nothing"} instead of ${lead ?? "nothing"}`);
  }
}

/** What may be an attack is kept, and nobody is bothered with it before staff have looked. */
async function flooded({ world, make, dealer, say, settle }: Life): Promise<void> {
  const number = make.number();
  for (let n = 0; n < 10; n += 1)
    await world.visitor
      .post(
        `/v1/dealers/${dealer}/leads`,
        { contact: contact(number) },
        { "x-test-source": make.source(number) },
      )
      .then(done);
  await settle();
  const all = stored(world, "Lead").filter(
    ({ contact: told }) => (told as Row)["email"] === contact(number).email,
  );
  const held = all.filter(({ quarantined }) => quarantined === true);
  if (all.length !== 10 || held.length !== 5)
    say(`of 10 inquiries in one name ${held.length} of ${all.length} are held`);
  if (held.some(({ owner }) => owner !== undefined)) say("a held inquiry was given to somebody");
  const lead = String(held[0]?.["lead"]);
  await make.staff().post(`/v1/leads/${lead}/release`).then(done);
  await settle();
  const { body } = await make.staff().get(`/v1/leads/${lead}`).then(done);
  if (!body["owner"] || body["quarantined"]) say("a released inquiry is nobody's");
  const etag = await seen(make.staff(), `/v1/leads/${lead}`);
  if (etag["if-match"] === "") say("a lead has no version");
}

/** What was told of a lead is one way from `new` to where it stands, and `won` is its end. */
function chained({ say }: Life, { lead, stage }: Row, told: readonly Told[]): void {
  let at = "new";
  for (const { data } of told) {
    if (data["from"] !== at || at === "won")
      say(`${String(lead)} went from ${String(data["from"])} when it was ${at}`);
    at = String(data["to"]);
  }
  if (at !== stage) say(`${String(lead)} is ${String(stage)}, and was told to be ${at}`);
}
