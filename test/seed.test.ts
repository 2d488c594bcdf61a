import { expect, test } from "vitest";
import { isVin, readVin } from "#functions/catalog/index";
import { NewVehicle } from "#functions/catalog/vehicle";
import { NewDealer } from "#functions/dealers/onboarding";
import { NewStore } from "#functions/dealers/store";
import { roles } from "#functions/identity/roles";
import { each } from "#local/seed/calling";
import { carsOf } from "#local/seed/cars";
import { plans } from "#local/seed/dealers";
import { readModels } from "#local/seed/models";
import { shoppersOf } from "#local/seed/people";
import { arriving } from "#local/seed/stocking";

const stores = ["sto_01kb2y6q0a4n8r7v3x5z9c1d2e"];

function cars() {
  return plans.flatMap(({ dealer, models }) =>
    carsOf(dealer.dealer, readModels()[models], dealer.currency, stores),
  );
}

test("there are 200 cars, each with a VIN of its own that holds its check digit and says its year where VINs do", () => {
  const vins = cars().map(({ vin }) => vin);
  expect(vins).toHaveLength(200);
  expect(new Set(vins).size).toBe(200);
  for (const { vin, year } of cars()) {
    expect(isVin(vin), vin).toBe(true);
    expect([vin, readVin(vin).model_year ?? year]).toEqual([vin, year]);
  }
});

test("the same seed makes the same cars and people every time", () => {
  expect(cars()).toEqual(cars());
  for (const { dealer } of plans) expect(shoppersOf(dealer, 24)).toEqual(shoppersOf(dealer, 24));
});

test("every car, dealer and store is what the API takes", () => {
  for (const car of cars()) expect(NewVehicle.safeParse(car).error, car.vin).toBeUndefined();
  for (const { dealer, stores: shops } of plans) {
    expect(NewDealer.safeParse(dealer).error).toBeUndefined();
    for (const store of shops) expect(NewStore.safeParse(store).error).toBeUndefined();
  }
});

test("each dealer has three stores, a hundred cars, and somebody in every role a dealership has", () => {
  for (const { models, stores: shops, staff } of plans) {
    expect(shops).toHaveLength(3);
    expect(readModels()[models]).toHaveLength(100);
    const held = new Set(["owner", ...staff.map(({ role }) => role)]);
    expect(held).toEqual(new Set(Object.keys(roles).filter((role) => role !== "operator")));
  }
});

test("each dealer sells electric cars enough to compare two", () => {
  for (const { dealer, models } of plans) {
    const sold = carsOf(dealer.dealer, readModels()[models], dealer.currency, stores).slice(0, -arriving);
    // Every sixth car is ordered by the seed itself.
    const electric = sold.filter(({ fuel }, index) => fuel === "electric" && index % 6 !== 0);
    expect(electric.length).toBeGreaterThanOrEqual(4);
    expect(new Set(electric.map(({ price }) => price.amount)).size).toBeGreaterThan(1);
  }
});

test("nobody has another's address or number", () => {
  const people = plans.flatMap(({ dealer }) => shoppersOf(dealer, 24));
  expect(new Set(people.map(({ email }) => email)).size).toBe(people.length);
  expect(new Set(people.map(({ phone }) => phone)).size).toBe(people.length);
  expect(new Set(people.map(({ name }) => name)).size).toBe(people.length);
});

test("work for each is done at most so many at a time, and answered in the order it was given", async () => {
  let now = 0;
  let most = 0;
  const answers = await each([3, 1, 2, 5, 4], 2, async (item) => {
    most = Math.max(most, (now += 1));
    for (let turn = 0; turn < item; turn += 1) await Promise.resolve();
    now -= 1;
    return item * 10;
  });
  expect(answers).toEqual([30, 10, 20, 50, 40]);
  expect(most).toBe(2);
});
