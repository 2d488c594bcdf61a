import { expect, test } from "vitest";
import { shop } from "./support/shop.ts";

test("200 buyers of one car at once: one order, one hold, one event, and 199 are told that it is taken", async () => {
  const { buyer, car, items, announced, unit } = await shop();
  const vehicle = await car();
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, number) => buyer(`buyer ${number}`).orders(vehicle)),
  );
  const won = answers.filter(({ status }) => status === 201);
  expect(won).toHaveLength(1);
  expect(answers.filter(({ body }) => body["code"] === "vehicle_taken")).toHaveLength(199);
  expect(items("Order")).toHaveLength(1);
  expect(announced("OrderPlaced")).toBe(1);
  expect(await unit()).toMatchObject({ state: "held", held_by: won[0]?.body["order"] });
  expect(items("StockMovement").filter(({ to }) => to === "held")).toHaveLength(1);
}, 60_000);

test("500 buyers of 20 cars at once: every car has one buyer", async () => {
  const { buyer, car, items, announced } = await shop();
  const cars: string[] = [];
  for (let number = 1; number <= 20; number += 1) cars.push(await car(number));
  const answers = await Promise.all(
    Array.from({ length: 500 }, (_, number) =>
      buyer(`buyer ${number}`).orders(cars[(number * 7) % 20] ?? ""),
    ),
  );
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(20);
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(480);
  const orders = items("Order");
  expect(new Set(orders.map(({ vin }) => vin)).size).toBe(20);
  const held = items("StockUnit").map(({ held_by }) => held_by);
  expect(new Set(held)).toEqual(new Set(orders.map(({ order }) => order)));
  expect(announced("OrderPlaced")).toBe(20);
}, 60_000);
