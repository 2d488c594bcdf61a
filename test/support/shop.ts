import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { onTestFinished } from "vitest";
import { type Forecourt, forecourt } from "./forecourt.ts";
import type { Reply } from "./api.ts";

export type Shop = Awaited<ReturnType<typeof shop>>;
type Outcome = "captured" | "failed";
export type Told = {
  notice: { path: string; headers: Record<string, string>; body: string };
  delivered: number;
};

export const pounds = (amount: number) => ({ amount, currency: "GBP" as const });

/**
 * A dealer in London with staff and cars, and buyers who order and pay, all through the public door. Providers call
 * the platform, and it calls them, over HTTP on this machine.
 *
 * @example
 * const { car, buyer } = await shop();
 * const placed = await buyer("ada").orders(await car());
 */
export async function shop(options: { dealer?: string } = {}) {
  const world = await forecourt();
  await openDoor(world);
  const dealer = await world.dealer({ id: options.dealer ?? "london-cars" });
  let key = 0;
  const fresh = () => ({ "idempotency-key": `key-${(key += 1)}` });
  // A token lasts an hour of the turned clock, so each call brings a new one.
  const staff = () => world.staff(dealer, "owner");
  const path = `/v1/dealers/${dealer}/orders`;

  const buyer = (name: string) => ({
    ...world.customer(name),
    orders: (vehicle: string, headers = fresh()) => world.customer(name).post(path, { vehicle }, headers),
    pays: (order: string, headers = fresh()) =>
      world.customer(name).post(`${path}/${order}/pay`, undefined, headers),
    cancels: (order: string) => world.customer(name).post(`${path}/${order}/cancel`),
    /** Reads the order and changes what was read. */
    async changes(order: string, body: object) {
      const seen = await world.customer(name).get(`${path}/${order}`);
      return world.customer(name).patch(`${path}/${order}`, body, { "if-match": seen.headers["etag"] ?? "" });
    },
    sees: (order: string) => world.customer(name).get(`${path}/${order}`),
  });

  const ends = (payment: string, outcome: Outcome, amount: ReturnType<typeof pounds>) =>
    world.visitor.post(`/v1/sandbox/${dealer}/payments/${payment}/settle`, { outcome, amount });

  return {
    world,
    dealer,
    staff,
    buyer,
    fresh,
    /** A car on sale and in stock; its VIN follows from its number. */
    async car(number = 1, price = pounds(1_899_500), stocked = true) {
      const vin = vinOf(number);
      const made = await staff().post("/v1/vehicles", { ...model, vin, price });
      const vehicle = text(expectStatus(made, 201).body["vehicle"]);
      expectStatus(await staff().post(`/v1/vehicles/${vehicle}/put-on-sale`), 200);
      if (stocked) expectStatus(await staff().post("/v1/stock-units", { vin, vehicle }), 201);
      return vehicle;
    },
    /** The provider ends a payment and tells the platform. */
    settles: async (payment: string, outcome: Outcome, amount = pounds(1_899_500)) =>
      expectStatus(await ends(payment, outcome, amount), 200).body as unknown as Told,
    /** As `settles`, where the provider may refuse. */
    ends: (payment: string, outcome: Outcome) => ends(payment, outcome, pounds(1_899_500)),
    /** A notice that was signed before arrives once more. */
    hears: ({ notice }: Told) => world.visitor.post(notice.path, notice.body, notice.headers),
    unit: async (number = 1) => (await staff().get(`/v1/stock-units/${vinOf(number)}`)).body,
    does: (order: string, verb: "cancel" | "ready" | "hand-over") =>
      staff().post(`/v1/orders/${order}/${verb}`),
    refunds: (order: string) => staff().post(`/v1/orders/${order}/refund`, { reason: "a scratch" }, fresh()),
    /** How often an event of this name was announced. */
    announced: (name: string) =>
      itemsOf(world, "Event").filter(({ event }) => (event as { type: string }).type === name).length,
    items: (kind: string) => itemsOf(world, kind),
  };
}

export const vinOf = (number: number): string => `WBA8E9C50GK${String(number).padStart(6, "0")}`;

/** The text of a field; a field that is not there fails the test where it is used. */
export function text(value: unknown): string {
  if (typeof value !== "string") throw new TypeError(`Not a text: ${JSON.stringify(value)}`);
  return value;
}

export function expectStatus(reply: Reply, status: number): Reply {
  if (reply.status !== status) throw new Error(`Expected ${status}, got ${reply.status}: ${reply.text}`);
  return reply;
}

/** An address under which this process's platform answers, as a gateway would. */
async function openDoor(world: Forecourt): Promise<void> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      );
      const body = Buffer.concat(chunks).toString("utf8");
      const asked =
        request.method === "GET"
          ? world.visitor.get(request.url ?? "", headers)
          : world.visitor.post(request.url ?? "", body, headers);
      asked.then(
        (reply) => response.writeHead(reply.status, { ...reply.headers }).end(reply.text),
        () => response.writeHead(502).end(),
      );
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  process.env["API_ENDPOINT"] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  onTestFinished(() => {
    delete process.env["API_ENDPOINT"];
    server.closeAllConnections();
    server.close();
  });
}

function itemsOf(world: Forecourt, kind: string): Record<string, unknown>[] {
  return world
    .table()
    .map((item) => unmarshall(item as never) as Record<string, unknown>)
    .filter((item) => item["_kind"] === kind);
}

const model = {
  brand: "BMW",
  model: "320d",
  year: 2022,
  colour: "Alpine white",
  configuration: { doors: 4 },
  body: "sedan",
  fuel: "diesel",
  mileage_km: 41_200,
  photos: [{ url: "/photos/sedan-white.svg" }],
};
