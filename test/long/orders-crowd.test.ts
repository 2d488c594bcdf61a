import { expect, test } from "vitest";
import { AwsError } from "../support/model/aws-error.ts";
import { type Shop, shop } from "../support/shop.ts";

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

/** As DynamoDB does where hundreds meet at one item: whoever is in the middle of it turns all others away. */
function crowded(world: Shop["world"], isFree: () => boolean): void {
  world.aws.intercept = ({ operation }) => {
    if (operation === "TransactWriteItems" && !isFree())
      throw new AwsError("TransactionCanceledException", "Transaction cancelled", {
        body: { CancellationReasons: [{ Code: "TransactionConflict" }] },
      });
    return undefined;
  };
}

test("who loses every turn in a crowd hears that the car is taken, and only while it is", async () => {
  const { world, buyer, car, items } = await shop();
  const vehicle = await car();
  let turns = 0;
  crowded(world, () => (turns += 1) === 3);
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, number) => buyer(`buyer ${number}`).orders(vehicle)),
  );
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(answers.filter(({ body }) => body["code"] === "vehicle_taken")).toHaveLength(11);
  expect(items("Order")).toHaveLength(1);
  world.aws.intercept = undefined;
  const other = await car(2);
  crowded(world, () => false);
  expect(await buyer("late").orders(other)).toMatchObject({ status: 503, body: { code: "busy" } });
});

test("who was given the car by a transaction whose answer was lost is not told that it is taken", async () => {
  const { world, buyer, fresh, car, unit } = await shop();
  const [vehicle, key] = [await car(), fresh()];
  let turns = 0;
  world.aws.intercept = async (call) => {
    if (call.operation !== "TransactWriteItems") return undefined;
    turns += 1;
    if (turns === 1) world.dynamodb.call(call.operation, call.input);
    throw new AwsError("TransactionCanceledException", "Transaction cancelled", {
      body: { CancellationReasons: [{ Code: "TransactionConflict" }] },
    });
  };
  const placed = await buyer("ada").orders(vehicle, key);
  expect(placed.status).toBe(201);
  expect(await unit()).toMatchObject({ state: "held", held_by: placed.body["order"] });
});
