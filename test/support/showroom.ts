import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { type Car, carsOf } from "#local/seed/cars";
import { plans } from "#local/seed/dealers";
import { readModels } from "#local/seed/models";
import { type Forecourt, forecourt } from "./forecourt.ts";
import { expectStatus, text } from "./shop.ts";

export type Showroom = Awaited<ReturnType<typeof showroom>>;

/**
 * The demo's dealers with stores and cars, and pages and API under one address on this machine, all in this process.
 *
 * @example const { url, london, close } = await showroom({ cars: 12 });
 */
export async function showroom({ cars = 24 } = {}) {
  const world = await forecourt();
  const door = await openDoor(world);
  const stocked = new Map<string, { vehicle: string; car: Car }[]>();
  for (const plan of plans) stocked.set(plan.dealer.dealer, await open(world, plan, cars));
  await world.settle();
  return { world, ...door, london: "harrow-vale", shanghai: "shenpu-auto", stocked };
}

async function open(world: Forecourt, plan: (typeof plans)[number], count: number) {
  const { dealer } = plan.dealer;
  expectStatus(await world.operator.post("/v1/dealers", plan.dealer), 201);
  const staff = world.staff(dealer, "owner");
  const stores: string[] = [];
  for (const store of plan.stores)
    stores.push(text(expectStatus(await staff.post("/v1/stores", store), 201).body["store"]));
  const cars = carsOf(dealer, readModels()[plan.models], plan.dealer.currency, stores).slice(0, count);
  const stocked = [];
  for (const car of cars) stocked.push({ vehicle: await stock(staff, car), car });
  return stocked;
}

async function stock(staff: ReturnType<Forecourt["staff"]>, car: Car): Promise<string> {
  const vehicle = text(expectStatus(await staff.post("/v1/vehicles", car), 201).body["vehicle"]);
  expectStatus(await staff.post("/v1/stock-units", { vin: car.vin, vehicle, store: car.store }), 201);
  expectStatus(await staff.post(`/v1/vehicles/${vehicle}/put-on-sale`), 200);
  return vehicle;
}

/** An address under which this process's platform answers, as a gateway would. */
async function openDoor(world: Forecourt): Promise<{ url: string; close: () => void }> {
  const server = createServer((request, response) => {
    void whole(request)
      .then((body) => {
        const headers = Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
        );
        const target = request.url ?? "";
        return request.method === "GET"
          ? world.visitor.get(target, headers)
          : world.visitor.post(target, body, headers);
      })
      .then(
        (reply) => response.writeHead(reply.status, { ...reply.headers }).end(reply.content ?? reply.text),
        (error: unknown) => response.writeHead(502).end(String(error)),
      );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.env["API_ENDPOINT"] = url;
  const close = (): void => {
    delete process.env["API_ENDPOINT"];
    server.closeAllConnections();
    server.close();
  };
  return { url, close };
}

async function whole(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
