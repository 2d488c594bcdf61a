import type * as z from "zod/mini";
import type { Comparison as ComparisonSchema } from "#functions/catalog/comparison";
import type { VehicleDetail } from "#functions/catalog/vehicles";
import type { ShopWindow as ShopWindowSchema } from "#functions/catalog/window";
import type { Profile } from "#functions/dealers/dealer";
import type { ShownStore } from "#functions/dealers/store";
import type { Order as OrderSchema } from "#functions/orders/order";
import type { Checkout } from "#functions/orders/paying";
import type { Recommendations } from "#functions/recommendation/similar";
import type { Context } from "#shared/context";
import type { AskRoute } from "#shared/pages";

export type Dealer = Profile;
export type Car = VehicleDetail;
export type Comparison = ComparisonSchema;
export type ShopWindow = z.output<typeof ShopWindowSchema>;
export type Card = ShopWindow["data"][number];
export type Facets = ShopWindow["facets"];
export type Store = ShownStore;
export type Order = OrderSchema;
export type Filters = Readonly<Record<string, string | undefined>>;
export type Platform = ReturnType<typeof platform>;

type Rest = Parameters<AskRoute> extends [Context, ...infer Others] ? Others : never;

/** A context is loaded when a page first asks it something: a cold start does not wait for those nobody asked. */
const catalog = async () => (await import("#functions/catalog/context")).catalog;
const dealers = async () => (await import("#functions/dealers/context")).dealers;
const leads = async () => (await import("#functions/leads/context")).leads;
const orders = async () => (await import("#functions/orders/context")).orders;
const recommendation = async () => (await import("#functions/recommendation/context")).recommendation;

/** Whatever the pages ask of the platform: its public routes, in this process, as a client would ask over HTTP. */
export function platform(ask: AskRoute, dealer: string) {
  const at = { dealer };
  const asked = async (context: () => Promise<Context>, ...rest: Rest) => ask(await context(), ...rest);
  return {
    dealer: () => asked(dealers, "GET /v1/dealers/{dealer}", { params: at }) as Promise<Dealer>,
    stores: () =>
      asked(dealers, "GET /v1/dealers/{dealer}/stores", { params: at, query: { limit: "50" } }) as Promise<{
        data: Store[];
      }>,
    cars: (query: Filters) =>
      asked(catalog, "GET /v1/dealers/{dealer}/vehicles", { params: at, query }) as Promise<ShopWindow>,
    car: (vehicle: string) =>
      asked(catalog, "GET /v1/dealers/{dealer}/vehicles/{vehicle}", {
        params: { ...at, vehicle },
      }) as Promise<Car>,
    comparison: (vehicle: readonly string[]) =>
      asked(catalog, "GET /v1/dealers/{dealer}/vehicle-comparison", {
        params: at,
        query: { vehicle },
      }) as Promise<Comparison>,
    similar: (vehicle: string) =>
      asked(recommendation, "GET /v1/dealers/{dealer}/vehicles/{vehicle}/similar", {
        params: { ...at, vehicle },
      }) as Promise<z.output<typeof Recommendations>>,
    leaveLead: (body: object, idempotencyKey: string) =>
      asked(leads, "POST /v1/dealers/{dealer}/leads", { params: at, body, idempotencyKey }),
    place: (token: string, body: object, idempotencyKey: string) =>
      asked(orders, "POST /v1/dealers/{dealer}/orders", {
        params: at,
        token,
        body,
        idempotencyKey,
      }) as Promise<Order>,
    orders: (token: string) =>
      asked(orders, "GET /v1/dealers/{dealer}/orders", { params: at, token }) as Promise<{ data: Order[] }>,
    order: (token: string, order: string) =>
      asked(orders, "GET /v1/dealers/{dealer}/orders/{order}", {
        params: { ...at, order },
        token,
      }) as Promise<Order>,
    pay: (token: string, order: string, idempotencyKey: string) =>
      asked(orders, "POST /v1/dealers/{dealer}/orders/{order}/pay", {
        params: { ...at, order },
        token,
        idempotencyKey,
      }) as Promise<Checkout>,
    cancel: (token: string, order: string, idempotencyKey: string) =>
      asked(orders, "POST /v1/dealers/{dealer}/orders/{order}/cancel", {
        params: { ...at, order },
        token,
        idempotencyKey,
      }) as Promise<Order>,
  };
}
