import { system, within } from "#shared/scope";
import { sign } from "#shared/signatures";
import type { Reply } from "#test/support/api";
import type { Forecourt } from "#test/support/forecourt";

/** A dealer that trades, with what is needed to make more of everything through the public door. */
export type Making = ReturnType<typeof making>;

export const price = { amount: 1_899_500, currency: "GBP" } as const;

/**
 * Makes records as people would: every call is one more car, order, lead or person. VINs, addresses and keys count up
 * from `first`, so that two dealers of one world have nothing in common.
 */
export function making(world: Forecourt, dealer: string, first = 0) {
  let made = first;
  const number = (): string => String((made += 1)).padStart(6, "0");
  /** People take their time: no two of their requests are in one millisecond. */
  function moment(): void {
    world.clock.advance(2);
  }
  const staff = () => (moment(), world.staff(dealer, "owner"));
  const buyer = () => (moment(), world.customer(`${dealer}-ada`));
  const key = () => ({ "idempotency-key": `key-${dealer}-${number()}` });
  const orders = `/v1/dealers/${dealer}/orders`;

  const vehicle = () => ({ ...model, vin: `WBA8E9C50GK${number()}` });
  const draft = async () => staff().post("/v1/vehicles", vehicle()).then(created);
  async function car(): Promise<string> {
    const { vehicle: id = "", vin } = await draft();
    await staff().post(`/v1/vehicles/${id}/put-on-sale`).then(done);
    await staff().post("/v1/stock-units", { vin, vehicle: id }).then(done);
    return id;
  }
  const placed = async () => {
    const bought = await car();
    return (await buyer().post(orders, { vehicle: bought }, key()).then(created))["order"] ?? "";
  };
  const paying = async () => {
    const order = await placed();
    const { payment = "" } = await buyer().post(`${orders}/${order}/pay`, undefined, key()).then(created);
    return { order, payment };
  };
  /** The signed notice that a payment was captured, not yet told. */
  const notice = async () => {
    const { order, payment } = await paying();
    const path = `/v1/sandbox/${dealer}/payments/${payment}/settle`;
    const { body } = await world.visitor.post(path, { outcome: "captured", amount: price }).then(done);
    return { order, payment, ...(body["notice"] as unknown as Notice) };
  };
  const paid = async () => {
    const told = await notice();
    moment();
    await world.visitor.post(told.path, told.body, told.headers).then(done);
    return told;
  };

  return {
    dealer,
    staff,
    buyer,
    number,
    key,
    vehicle,
    draft,
    car,
    placed,
    paying,
    notice,
    paid,
    ready: async () => {
      const { order } = await paid();
      await staff().post(`/v1/orders/${order}/ready`).then(done);
      return order;
    },
    lead: async () =>
      (
        await staff()
          .post("/v1/leads", { contact: contact(number()) })
          .then(created)
      )["lead"] ?? "",
    person: async () => (await staff().post("/v1/customers", person(number())).then(created))["person"] ?? "",
    /** Two records that one submission names together. */
    proposal: async () => {
      const [one, other] = [number(), number()];
      await staff().post("/v1/customers", person(one, true)).then(done);
      await staff()
        .post("/v1/customers", { phones: [{ number: phone(other), verified: true }] })
        .then(done);
      const both = { contact: { email: email(one), phone: phone(other) } };
      await world.visitor
        .post(`/v1/dealers/${dealer}/leads`, both, { "x-test-source": source(other) })
        .then(done);
      const { body } = await staff().get("/v1/customer-merge-proposals?limit=100").then(done);
      return (body.data.at(-1) as unknown as { proposal: string }).proposal;
    },
    store: async () => (await staff().post("/v1/stores", store).then(created))["store"] ?? "",
    item: async (at: string) => {
      const sku = `OIL-${number()}`;
      await staff()
        .post("/v1/stock-items", { sku, store: at, name: "Oil", on_hand: 20, threshold: 5 })
        .then(done);
      return sku;
    },
    member: async () =>
      (await staff().post("/v1/staff", invitation(number())).then(created))["account"] ?? "",
    /** As the platform signs what it tells the sandbox. */
    signed: (id: string, body: string) =>
      within({ context: "orders", dealer, caller: system, correlation: "verify", action: "verify" }, () =>
        sign(`sandbox#${dealer}`, id, body),
      ),
    source,
  };
}

type Notice = { path: string; headers: Record<string, string>; body: string };

/** Every number is an address of its own, so that nobody's limit is spent by somebody else. */
const source = (number: string): string =>
  `198.18.${Number(number) % 250}.${Math.floor(Number(number) / 250) % 250}`;
const email = (number: string): string => `person${number}@example.com`;
const phone = (number: string): string => `+4420794${number.slice(-5)}`;

export const contact = (number: string) => ({ name: `Person ${number}`, email: email(number) });

export function person(number: string, verified = false) {
  return { name: `Person ${number}`, emails: [{ address: email(number), verified }] };
}

export function invitation(number: string) {
  return { email: `seller${number}@example.com`, name: `Seller ${number}`, roles: ["salesperson"] };
}

export function business(dealer: string) {
  return {
    dealer,
    name: "London Cars",
    country: "GB",
    currency: "GBP",
    locale: "en",
    zone: "Europe/London",
    owner: { email: `owner@${dealer}.example`, name: "Olivia Owner" },
  };
}

export const store = {
  name: { en: "Long Lane" },
  address: { lines: ["1 Long Lane"], city: "London", postcode: "SE1 4PG", country: "GB" },
};

export const model = {
  brand: "BMW",
  model: "320d",
  year: 2022,
  colour: "Alpine white",
  configuration: { engine_cc: 1995, power_kw: 140, doors: 4 },
  body: "sedan",
  fuel: "diesel",
  mileage_km: 41_200,
  price,
  photos: [{ url: "/v1/drawings/sedan-white.svg" }],
};

/** @throws Error with the whole reply when the platform refused what a world is made of. */
export function done(reply: Reply): Reply {
  if (reply.status >= 300) throw new Error(`Refused with ${reply.status}: ${reply.text}`);
  return reply;
}

function created(reply: Reply): Record<string, string> {
  return done(reply).body;
}
