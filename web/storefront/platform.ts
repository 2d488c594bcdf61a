import type * as z from "zod/mini";
import type { Comparison as ComparisonSchema } from "#functions/catalog/comparison";
import { catalog } from "#functions/catalog/context";
import type { VehicleDetail } from "#functions/catalog/vehicles";
import type { ShopWindow as ShopWindowSchema } from "#functions/catalog/window";
import { dealers } from "#functions/dealers/context";
import type { Profile } from "#functions/dealers/dealer";
import type { ShownStore } from "#functions/dealers/store";
import { leads } from "#functions/leads/context";
import { orders } from "#functions/orders/context";
import type { Order as OrderSchema } from "#functions/orders/order";
import type { Checkout } from "#functions/orders/paying";
import { recommendation } from "#functions/recommendation/context";
import type { Recommendations } from "#functions/recommendation/similar";
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

/** Whatever the pages ask of the platform: its public routes, in this process, as a client would ask over HTTP. */
export function platform(ask: AskRoute, dealer: string) {
  const at = { dealer };
  return {
    dealer: () => ask(dealers, "GET /v1/dealers/{dealer}", { params: at }) as Promise<Dealer>,
    stores: () =>
      ask(dealers, "GET /v1/dealers/{dealer}/stores", { params: at, query: { limit: "50" } }) as Promise<{
        data: Store[];
      }>,
    cars: (query: Filters) =>
      ask(catalog, "GET /v1/dealers/{dealer}/vehicles", { params: at, query }) as Promise<ShopWindow>,
    car: (vehicle: string) =>
      ask(catalog, "GET /v1/dealers/{dealer}/vehicles/{vehicle}", {
        params: { ...at, vehicle },
      }) as Promise<Car>,
    comparison: (vehicle: readonly string[]) =>
      ask(catalog, "GET /v1/dealers/{dealer}/vehicle-comparison", {
        params: at,
        query: { vehicle },
      }) as Promise<Comparison>,
    similar: (vehicle: string) =>
      ask(recommendation, "GET /v1/dealers/{dealer}/vehicles/{vehicle}/similar", {
        params: { ...at, vehicle },
      }) as Promise<z.output<typeof Recommendations>>,
    leaveLead: (body: object, idempotencyKey: string) =>
      ask(leads, "POST /v1/dealers/{dealer}/leads", { params: at, body, idempotencyKey }),
    place: (token: string, body: object, idempotencyKey: string) =>
      ask(orders, "POST /v1/dealers/{dealer}/orders", {
        params: at,
        token,
        body,
        idempotencyKey,
      }) as Promise<Order>,
    orders: (token: string) =>
      ask(orders, "GET /v1/dealers/{dealer}/orders", { params: at, token }) as Promise<{ data: Order[] }>,
    order: (token: string, order: string) =>
      ask(orders, "GET /v1/dealers/{dealer}/orders/{order}", {
        params: { ...at, order },
        token,
      }) as Promise<Order>,
    pay: (token: string, order: string, idempotencyKey: string) =>
      ask(orders, "POST /v1/dealers/{dealer}/orders/{order}/pay", {
        params: { ...at, order },
        token,
        idempotencyKey,
      }) as Promise<Checkout>,
    cancel: (token: string, order: string, idempotencyKey: string) =>
      ask(orders, "POST /v1/dealers/{dealer}/orders/{order}/cancel", {
        params: { ...at, order },
        token,
        idempotencyKey,
      }) as Promise<Order>,
  };
}
