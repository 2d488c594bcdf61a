import { stages } from "#infra/stages";
import { admitSender, callerAs, makeOperator, signUp } from "#local/seed/accounts";
import { type Caller, callerOf } from "#local/seed/calling";
import { plans } from "#local/seed/dealers";
import { openDealership } from "#local/seed/opening";
import { newCar } from "../steps.ts";
import type { CloudWithRoles } from "./cloud.ts";
import { refusals } from "./refusals.ts";

/** One dealer with one store, its owner and a salesperson, and one buyer; cars as a test wants them. */
export type Showroom = {
  readonly dealer: string;
  readonly owner: Caller;
  readonly buyer: Caller;
  readonly email: string;
  readonly visitor: Caller;
  /** A car in stock and on sale. */
  car(): Promise<string>;
  /** What functions were refused so far, as they logged it. */
  refusals(): Promise<string[]>;
};

/** Opens it through the API: much less than the seed, and every call by a function under its role. */
export async function showroom(cloud: CloudWithRoles): Promise<Showroom> {
  const [plan] = plans;
  if (!plan) throw new Error("The seed has no dealer.");
  const operator = await makeOperator(cloud, "operator@forecourt.example");
  await admitSender(cloud, stages.dev.mailFrom);
  const small = {
    ...plan,
    stores: plan.stores.slice(0, 1),
    staff: plan.staff.filter(({ role, store }) => role === "salesperson" && store === 0),
  };
  const { dealer, owner } = await openDealership(cloud, callerAs(cloud, operator), small);
  const shopper = { email: "shopper@example.net", name: "Shu Chen", locale: "en", dealer };
  let cars = 0;
  return {
    dealer,
    owner,
    buyer: callerAs(cloud, await signUp(cloud, shopper)),
    email: shopper.email,
    visitor: callerOf(cloud.api),
    async car() {
      const vin = `WVWZZZ1KZ9W5000${String((cars += 1)).padStart(2, "0")}`;
      const { vehicle } = await owner.post<{ vehicle: string }>("/v1/vehicles", newCar(dealer, vin));
      await owner.post("/v1/stock-units", { vin, vehicle, state: "in_stock" });
      await owner.post(`/v1/vehicles/${vehicle}/put-on-sale`);
      return vehicle;
    },
    refusals: () => refusals(cloud),
  };
}
