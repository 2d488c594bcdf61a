import { HandOver } from "#functions/leads/commands";
import { system, within } from "#shared/scope";
import { at } from "#shared/timers";
import { transact } from "#shared/transact";
import { AwsError } from "#test/support/model/aws-error";
import { choosesPassword, signsIn } from "#test/support/sign-in";
import { contact, done, invitation, person } from "../sim/making.ts";
import { ask, type Fixtures, request } from "../stories.ts";

const day = 86_400_000;

/** What happens beside the routes' own stories, so that every function does everything that it may have to do. */
export async function happenings(fixtures: Fixtures): Promise<void> {
  await borrowed(fixtures);
  await withoutProfile(fixtures);
  await knownPerson(fixtures);
  await signedIn(fixtures);
  await poisoned(fixtures);
  await refusedByTheBus(fixtures);
  await dueLater(fixtures);
  await throughTheEdge(fixtures);
  await rebuiltFromTheArchive(fixtures);
}

/** The fields by which one context looks into another. */
async function borrowed({ world, make, dealer, params }: Fixtures): Promise<void> {
  const { store } = params;
  const staff = () => make.staff();
  await staff()
    .post("/v1/vehicles", { ...make.vehicle(), store })
    .then(done);
  await staff().post("/v1/stock-units", { vin: make.vehicle().vin, store }).then(done);
  await staff()
    .post("/v1/staff", { ...invitation(make.number()), store })
    .then(done);
  const order = await make.placed();
  const path = `/v1/dealers/${dealer}/orders/${order}`;
  const { headers } = await make.buyer().get(path).then(done);
  await make
    .buyer()
    .patch(path, { store }, { "if-match": headers["etag"] ?? "" })
    .then(done);
  await make.buyer().get("/v1/me").then(done);
  const number = make.number();
  await world.visitor
    .post(
      `/v1/dealers/${dealer}/leads`,
      { contact: contact(number), vehicle: await make.car() },
      { "x-test-source": make.source(number) },
    )
    .then(done);
}

/** A member from before there were profiles: only Cognito knows how to reach them. */
async function withoutProfile({ world, make, dealer }: Fixtures): Promise<void> {
  const { id: owner } = world.staff(dealer, "salesperson");
  const lead = await make.lead();
  await make.staff().post(`/v1/leads/${lead}/assign`, { owner }).then(done);
  await world.settle();
}

/** Somebody known, who leaves a telephone number only: their address is their record's. */
async function knownPerson({ world, make }: Fixtures): Promise<void> {
  const known = person(make.number(), true);
  const phone = `+4420794${make.number().slice(-5)}`;
  await make
    .staff()
    .post("/v1/customers", { ...known, phones: [{ number: phone, verified: true }] })
    .then(done);
  await make
    .staff()
    .post("/v1/leads", { contact: { name: known.name, phone } })
    .then(done);
  await world.settle();
}

/** Cognito asks the trigger before it signs a token. */
async function signedIn({ world, make }: Fixtures): Promise<void> {
  const { email, ...rest } = invitation(make.number());
  await make
    .staff()
    .post("/v1/staff", { email, ...rest })
    .then(done);
  await choosesPassword(world, email);
  await signsIn(world, email);
}

/** What cannot be read is put aside with its cause. */
async function poisoned({ world }: Fixtures): Promise<void> {
  for (const { name, reactions } of world.contexts)
    if (Object.keys(reactions).length > 0) world.queues.send(`forecourt-test-${name}`, "not a message");
  await world.settle();
}

/** What the bus refuses is tried again. */
async function refusedByTheBus({ world, make }: Fixtures): Promise<void> {
  const calm = world.aws.intercept;
  let refusals = 1;
  world.aws.intercept = async (call) => {
    const after = await calm?.(call);
    if (call.service !== "events" || refusals === 0) return after;
    refusals -= 1;
    throw new AwsError("InternalException", "The bus is not well.", { status: 500 });
  };
  await make.lead();
  await world.settle();
  world.aws.intercept = calm;
}

/** A long list of leads is handed over a part at a time: what is left is due at once. */
async function dueLater({ world, make, dealer }: Fixtures): Promise<void> {
  const account = await make.member();
  const scope = { context: "leads", dealer, caller: system, correlation: "verify", action: "handOver" };
  await within(scope, () => transact([at(world.clock.now(), HandOver, { account })]));
  for (let times = 0; times < 6; times += 1) await world.later(20 * 60_000);
}

/** With an edge in front, whoever answers a call compares what the edge has said with its secret. */
async function throughTheEdge(fixtures: Fixtures): Promise<void> {
  const { world, dealer } = fixtures;
  const said = { "x-origin-verify": "a word of the edge" };
  const asked = await Promise.all(
    world.contexts.flatMap(({ routes }) => {
      const key = Object.keys(routes).find((each) => each.startsWith("GET "));
      return key === undefined ? [] : [request(fixtures, key)];
    }),
  );
  Object.assign(world.secrets, { edge: JSON.stringify({ current: said["x-origin-verify"] }) });
  process.env["ORIGIN_SECRET_ARN"] = "edge";
  for (const each of asked) {
    const { status } = await ask(fixtures, { ...each, headers: { ...each.headers, ...said } });
    if (status !== each.status) throw new Error(`${each.key} answered ${status} behind the edge`);
  }
  await world.visitor.get(`/en/${dealer}`, { host: "cars.example", ...said });
  delete process.env["ORIGIN_SECRET_ARN"];
}

/** Days that the log does not hold any more are read from the archive, to which something of then has come. */
async function rebuiltFromTheArchive({ world, make, dealer }: Fixtures): Promise<void> {
  const event = [...world.archived().values()].flat().find((each) => each.dealer === dealer);
  const time = new Date(world.clock.now() - 65 * day).toISOString();
  world.queues.send("forecourt-test-archive", JSON.stringify({ detail: { ...event, time } }));
  await world.settle();
  await make
    .staff()
    .post("/v1/reports/rebuild", { since: time.slice(0, 10) })
    .then(done);
  for (let minutes = 0; minutes < 60; minutes += 1) {
    await world.later(60_000);
    const { body } = await make.staff().get("/v1/reports/rebuild").then(done);
    if (body["state"] !== "running") return;
  }
  throw new Error("The figures are not rebuilt within an hour.");
}
