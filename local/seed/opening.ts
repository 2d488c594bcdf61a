import type { Person } from "../seeding.ts";
import { callerAs, type Cloud, settle } from "./accounts.ts";
import { type Caller, each } from "./calling.ts";
import type { Plan } from "./dealers.ts";

/** A demo dealer that is open: its stores' ids and a caller for each of its people. */
export type Dealership = {
  plan: Plan;
  dealer: string;
  stores: string[];
  people: Person[];
  owner: Caller;
  /** Whoever of the staff has a role, the first if several have. */
  as: (role: string) => Caller;
};

/** Onboards a dealer as the operator does, then opens its stores and invites its staff as its owner does. */
export async function openDealership(cloud: Cloud, operator: Caller, plan: Plan): Promise<Dealership> {
  const { dealer, locale } = plan.dealer;
  await operator.post("/v1/dealers", plan.dealer);
  const first = await settle(cloud, { email: plan.dealer.owner.email, pool: "staff", role: "owner", dealer });
  const owner = callerAs(cloud, first);
  const stores = await each(plan.stores, 3, async (store) => {
    const { store: id } = await owner.post<{ store: string }>("/v1/stores", store);
    return id;
  });
  const staff = await each(plan.staff, 4, async ({ email, name, role, store }) => {
    const place = store === undefined ? {} : { store: stores[store] };
    await owner.post("/v1/staff", { email, name, roles: [role], locale, ...place });
    return settle(cloud, { email, pool: "staff", role, dealer });
  });
  const people = [first, ...staff];
  const callers = new Map(people.map((person) => [person, callerAs(cloud, person)]));
  const as = (role: string): Caller => {
    const found = people.find((person) => person.role === role);
    const caller = found && callers.get(found);
    if (!caller) throw new Error(`${dealer} has no ${role}.`);
    return caller;
  };
  return { plan, dealer, stores, people, owner, as };
}
