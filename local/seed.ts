import { stages } from "#infra/stages";
import type { LocalCloud } from "./cloud.ts";
import { step } from "./progress.ts";
import type { Person, Seed } from "./seeding.ts";
import { admitSender, callerAs, makeOperator, signUp } from "./seed/accounts.ts";
import { ask } from "./seed/asking.ts";
import { buy } from "./seed/buying.ts";
import { each } from "./seed/calling.ts";
import { plans } from "./seed/dealers.ts";
import { type Dealership, openDealership } from "./seed/opening.ts";
import { type Shopper, shoppersOf } from "./seed/people.ts";
import { stock, type Stocked } from "./seed/stocking.ts";

/** Calls at the same time, over all dealers: two cores are busy with it, and every further one starts processes. */
const inFlight = 4;

/**
 * Fills an empty platform: two dealers with three stores each and staff in every role, 200 vehicles, 40 customers, 60
 * leads, 30 orders, the same on every run, and all of it through the API. Only what has no API goes to Cognito itself:
 * the first operator, passwords, and the codes of confirmed addresses.
 */
export const seed: Seed = async (cloud) => {
  const operator = await step("Seed: the platform's operator", () => beginPlatform(cloud));
  const dealerships = await step("Seed: 2 dealers, 6 stores, 20 staff", () =>
    Promise.all(plans.map((plan) => openDealership(cloud, callerAs(cloud, operator), plan))),
  );
  const [cars, customers] = await step("Seed: 200 vehicles, 40 customers", () =>
    Promise.all([
      atEach(dealerships, stock),
      atEach(dealerships, (dealership) => welcome(cloud, dealership)),
    ]),
  );
  await step("Seed: 60 leads, 30 orders", () =>
    atEach(dealerships, (dealership, limit, index) =>
      trade(cloud, dealership, { limit, cars: cars[index] ?? [], customers: customers[index] ?? [] }),
    ),
  );
  return {
    dealers: dealerships.map(({ dealer }) => dealer),
    people: [
      operator,
      ...dealerships.flatMap(({ people }, index) => [...people, ...(customers[index] ?? [])]),
    ],
  };
};

async function beginPlatform(cloud: LocalCloud): Promise<Person> {
  const [operator] = await Promise.all([
    makeOperator(cloud, "operator@forecourt.example"),
    admitSender(cloud, stages.dev.mailFrom),
  ]);
  return operator;
}

const customersEach = 20;

function shoppers({ plan }: Dealership): Shopper[] {
  return shoppersOf(plan.dealer, 24);
}

function welcome(cloud: LocalCloud, dealership: Dealership): Promise<Person[]> {
  const { dealer } = dealership;
  return each(shoppers(dealership).slice(0, customersEach), 2, (shopper) =>
    signUp(cloud, { ...shopper, dealer }),
  );
}

async function trade(
  cloud: LocalCloud,
  dealership: Dealership,
  { limit, cars, customers }: { limit: number; cars: Stocked[]; customers: Person[] },
): Promise<void> {
  await buy(cloud, dealership, { customers, cars, inFlight: limit });
  await ask(cloud, dealership, { shoppers: shoppers(dealership), cars, inFlight: limit });
}

function atEach<Result>(
  dealerships: readonly Dealership[],
  run: (dealership: Dealership, inFlight: number, index: number) => Promise<Result>,
): Promise<Result[]> {
  const share = Math.floor(inFlight / dealerships.length);
  return Promise.all(dealerships.map((dealership, index) => run(dealership, share, index)));
}
