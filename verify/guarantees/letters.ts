import type { Locale } from "#shared/words";
import { forecourt, type Forecourt } from "#test/support/forecourt";
import { stored } from "#test/support/seen";
import type { Guarantee, Options, Outcome } from "../guarantee.ts";
import { seedRandomness } from "../sim/chance.ts";
import { openDoor } from "../sim/door.ts";
import { type Due, misdelivered, type News, orderLetter, thanks, work } from "../sim/letterbox.ts";
import { hostileWords, moodyMail } from "../sim/mail-moods.ts";
import { done, type Making, making, price } from "../sim/making.ts";

/**
 * Orders and inquiries at two dealers, by people who read one language or the other, whose addresses are proven or not;
 * every event comes twice. What is in the letterboxes is compared with what has to be there. `n` counts letters.
 */
export const guarantee: Guarantee = {
  name: "letters",
  promise:
    "Whoever an event concerns is told of it once, in their language, at an address of theirs that is proven or that they just gave; nobody else hears of it, a flood is answered by nothing, and no mood of the mail service loses a letter.",
  run,
  bugs: [
    {
      name: "one mail for all events",
      file: "functions/notification/telling.ts",
      find: "const key = `mail#${event}#${template.purpose}#${to.role}`;",
      put: "const key = `mail#${to.id}#${template.purpose}#${to.role}`;",
    },
    {
      name: "buyers are written to in the dealer's language",
      file: "functions/notification/buyers.ts",
      find: "to: { locale, ...buyer, id: data.buyer,",
      put: "to: { ...buyer, locale, id: data.buyer,",
    },
    {
      name: "an address that nobody has proven gets mail",
      file: "functions/identity/index.ts",
      find: "email: email_verified ? email : undefined,",
      put: "email,",
    },
    {
      name: "an inquiry by phone is answered at an unproven address",
      file: "functions/notification/inquiries.ts",
      find: "person?.verified.email ? person.email : undefined",
      put: "person?.email",
    },
    {
      name: "a flood is answered",
      file: "functions/notification/inquiries.ts",
      find: "  if (data.quarantined) return [];\n",
      put: "",
    },
    {
      name: "a buyer's own cancellation is told as the dealer's",
      file: "functions/orders/closing.ts",
      find: 'return close(record.order, "cancel", { cancelled_by: "buyer" });',
      put: 'return close(record.order, "cancel", { cancelled_by: "dealer" });',
    },
    {
      name: "a link leads to no order",
      file: "functions/notification/buyers.ts",
      find: "path: `orders/${data.order}`,",
      put: "path: `orders/${data.buyer}`,",
    },
    {
      name: "a letter is given up while the sender is paused",
      file: "functions/notification/sending.ts",
      find: '  "SendingPausedException",\n',
      put: "",
    },
    {
      name: "what may have been sent is not sent again",
      file: "functions/notification/telling.ts",
      find: 'inDoubt: "again",',
      put: 'inDoubt: "never",',
    },
    {
      name: "what was refused for good counts as sent",
      file: "functions/notification/telling.ts",
      find: `return "refused" in outcome ? { state:`,
      put: `return "refused" in outcome && !outcome.refused ? { state:`,
    },
    {
      name: "a stranger's words are part of the page",
      file: "functions/notification/rendering.ts",
      find: "${escapeHtml(quote)}",
      put: "${quote}",
    },
  ],
};

const base = "https://cars.example";

async function run({ seed, untilFirst = false }: Options): Promise<Outcome> {
  seedRandomness(seed);
  process.env["PUBLIC_URL"] = base;
  const world = await forecourt();
  await openDoor(world, { hears: true });
  const due: Due[] = [];
  const dealers = [
    { id: "london-cars", name: "London Cars", locale: "en", zone: "Europe/London" },
    { id: "pudong-auto", name: "浦东汽车", locale: "zh-CN", zone: "Asia/Shanghai", country: "CN" },
  ] as const;
  const skipped: number[] = [];
  for (const [index, dealer] of dealers.entries()) {
    await world.dealer(dealer);
    const shop = await opened(world, dealer, index * 500_000, due);
    await bought(shop);
    skipped.push(await inquired(shop));
    if (untilFirst && misdelivered(world, due, base).length > 0) break;
  }
  const violations = misdelivered(world, due, base);
  const unsent = stored(world, "Delivery").filter(({ state }) => state !== "sent");
  const wanted = skipped.reduce((sum, each) => sum + each, 0);
  if (unsent.length !== wanted) violations.push(`${unsent.length} letters were skipped instead of ${wanted}`);
  if (violations.length === 0 || !untilFirst) {
    const make = making(world, dealers[0].id, 900_000);
    violations.push(...(await hostileWords(world, make)), ...(await moodyMail(world, make)));
  }
  delete process.env["PUBLIC_URL"];
  return { n: due.length, violations, stimuli: due.length };
}

type Place = { id: string; name: string; locale: Locale };
type Reader = { name: string; email: string; locale: Locale };
type Shop = {
  world: Forecourt;
  make: Making;
  dealer: Place;
  due: Due[];
  seller: Reader;
  settle: () => Promise<void>;
};

/** Owners work leads as well: one seller alone has every turn. */
async function opened(world: Forecourt, dealer: Place, first: number, due: Due[]): Promise<Shop> {
  const make = making(world, dealer.id, first);
  const other = dealer.locale === "en" ? "zh-CN" : "en";
  const owner = make.staff();
  await speaks(owner, other);
  const seller = { name: "owner", email: `${dealer.id}-owner@example.com`, locale: other } as const;
  return { world, make, dealer, due, seller, settle: () => world.settle({ times: 2 }) };
}

/** Each of two buyers lives through everything that may happen to an order; the third has proven no address. */
async function bought(shop: Shop): Promise<void> {
  const { world, dealer } = shop;
  const [ada, ben] = ["ada", "ben"].map((name) => `${name}-of-${dealer.id}`) as [string, string];
  const other = dealer.locale === "en" ? "zh-CN" : "en";
  await speaks(world.customer(ben), other);
  const readers: Reader[] = [
    { name: ada, email: `${ada}@example.com`, locale: dealer.locale },
    { name: ben, email: `${ben}@example.com`, locale: other },
  ];
  for (const reader of readers) for (const story of orderStories) await story(shop, reader);
}

type Client = ReturnType<Forecourt["customer"]>;

async function speaks(client: Client, locale: Locale): Promise<void> {
  const { headers } = await client.get("/v1/me").then(done);
  await client.patch("/v1/me", { locale }, { "if-match": headers["etag"] ?? "" }).then(done);
}

const orderStories: readonly ((shop: Shop, reader: Reader) => Promise<void>)[] = [
  async (shop, reader) => {
    const { order, tells } = await placed(shop, reader);
    await pays(shop, reader, order);
    await tells("paid");
    await shop.make.staff().post(`/v1/orders/${order}/ready`).then(done);
    await tells("ready");
  },
  async (shop, reader) => {
    const { order, tells } = await placed(shop, reader);
    await shop.world
      .customer(reader.name)
      .post(`${orders(shop)}/${order}/cancel`)
      .then(done);
    await tells("cancelled by buyer");
  },
  async (shop, reader) => {
    const { order, tells } = await placed(shop, reader);
    await shop.make.staff().post(`/v1/orders/${order}/cancel`).then(done);
    await tells("cancelled by dealer");
  },
  async (shop, reader) => {
    const { order, tells } = await placed(shop, reader);
    await pays(shop, reader, order);
    await tells("paid");
    const reason = { reason: "a scratch" };
    await shop.make.staff().post(`/v1/orders/${order}/refund`, reason, shop.make.key()).then(done);
    await tells("paid order cancelled", "refunded");
  },
  async (shop, reader) => {
    const { order, tells } = await placed(shop, reader);
    const payment = await paying(shop, reader, order);
    await shop.world.later(32 * 60_000);
    await tells("expired");
    await captures(shop, payment);
    await tells("refunded late");
  },
];

const orders = ({ dealer }: Shop): string => `/v1/dealers/${dealer.id}/orders`;

async function placed(shop: Shop, reader: Reader) {
  const { world, make, due, dealer } = shop;
  const vehicle = await make.car();
  const client = world.customer(reader.name);
  const { body } = await client.post(orders(shop), { vehicle }, make.key()).then(done);
  const order = String(body["order"]);
  const tells = async (...news: News[]): Promise<void> => {
    await shop.settle();
    due.push(...news.map((one) => orderLetter(one, { to: reader.email, ...reader, dealer, order, price })));
  };
  await tells("placed");
  return { order, tells };
}

async function paying(shop: Shop, reader: Reader, order: string): Promise<string> {
  const client = shop.world.customer(reader.name);
  const path = `${orders(shop)}/${order}/pay`;
  return String((await client.post(path, undefined, shop.make.key()).then(done)).body["payment"]);
}

async function captures({ world, dealer }: Shop, payment: string): Promise<void> {
  const path = `/v1/sandbox/${dealer.id}/payments/${payment}/settle`;
  const { body } = await world.visitor.post(path, { outcome: "captured", amount: price }).then(done);
  const told = body["notice"] as unknown as { path: string; headers: Record<string, string>; body: string };
  await world.visitor.post(told.path, told.body, told.headers).then(done);
}

async function pays(shop: Shop, reader: Reader, order: string): Promise<void> {
  await captures(shop, await paying(shop, reader, order));
}

/** @returns how many letters could not be written, because there is no address for them. */
async function inquired(shop: Shop): Promise<number> {
  const { world, make, dealer, due, seller } = shop;
  const other = dealer.locale === "en" ? "zh-CN" : "en";
  let lead = "";
  const leaves = async (contact: object, more: object = {}): Promise<string> => {
    const headers = { "x-test-source": make.source(make.number()) };
    const reply = await world.visitor.post(`/v1/dealers/${dealer.id}/leads`, { contact, ...more }, headers);
    await shop.settle();
    return String(done(reply).body["lead"]);
  };
  const isWorked = (from: string): void => {
    due.push(work({ to: seller.email, locale: seller.locale, dealer }, { lead, from }));
  };
  // Their own language, the dealer's where they name none, at the address they gave.
  lead = await leaves({ name: "Grace Hopper", email: "grace@example.com" }, { locale: other });
  due.push(thanks({ to: "grace@example.com", locale: other, dealer }, lead));
  isWorked("Grace Hopper");
  lead = await leaves({ name: "Joan Clarke", email: "joan@example.com" });
  due.push(thanks({ to: "joan@example.com", locale: dealer.locale, dealer }, lead));
  isWorked("Joan Clarke");
  // By phone alone: at the person's address only where it was shown to be theirs.
  const [proven, unproven] =
    dealer.locale === "en" ? ["020 7946 0101", "020 7946 0102"] : ["138 0013 8001", "138 0013 8002"];
  const known = (name: string, verified: boolean, number: string) =>
    make
      .staff()
      .post("/v1/customers", {
        name,
        emails: [{ address: `${name}@example.com`, verified }],
        phones: [{ number, verified: true }],
      })
      .then(done);
  await known("edith", true, proven);
  await known("fred", false, unproven);
  lead = await leaves({ name: "Edith", phone: proven });
  due.push(thanks({ to: "edith@example.com", locale: dealer.locale, dealer }, lead));
  isWorked("Edith");
  lead = await leaves({ name: "Fred", phone: unproven });
  isWorked("Fred");
  // More in one name than anybody writes: nothing is sent until staff have looked.
  const flood: string[] = [];
  for (let n = 0; n < 8; n += 1) flood.push(await leaves({ name: "Mallory", email: "mallory@example.com" }));
  const held = stored(world, "Lead").filter(({ quarantined }) => quarantined === true);
  const set = new Set(held.map((each) => String(each["lead"])));
  const reader = { to: "mallory@example.com", locale: dealer.locale, dealer };
  for (lead of flood.filter((each) => !set.has(each))) {
    due.push(thanks(reader, lead));
    isWorked("Mallory");
  }
  lead = flood.at(-1) ?? "";
  await make.staff().post(`/v1/leads/${lead}/release`).then(done);
  await shop.settle();
  due.push(thanks(reader, lead));
  isWorked("Mallory");
  return 1 + (await silent(shop));
}

/** A buyer whose address is not proven hears nothing, and the log says so. */
async function silent(shop: Shop): Promise<number> {
  const { world, make, dealer } = shop;
  const { clientId } = world.pools.customers;
  const email = `dee@${dealer.id}.example`;
  const given = { ClientId: clientId, Username: email, Password: "Forecourt-2026!" };
  const { UserSub } = world.cognito.call("SignUp", given) as { UserSub: string };
  const client = world.as(world.tokens.token("customers", { sub: UserSub }));
  const { body } = await client.post(orders(shop), { vehicle: await make.car() }, make.key()).then(done);
  await client.post(`${orders(shop)}/${String(body["order"])}/cancel`).then(done);
  await shop.settle();
  return 2;
}
