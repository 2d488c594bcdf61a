import { expect, test } from "vitest";
import { newId } from "#shared/ids";
import { forecourt } from "#test/support/forecourt";
import { pounds, shop } from "#test/support/shop";
import { recommendation } from "#functions/recommendation/context";
import { InterestShown } from "#functions/recommendation/events";
import { announce } from "#shared/events";
import { system, within } from "#shared/scope";
import { transact } from "#shared/transact";

type Row = { vehicle: string; price: { amount: number }; reason: string };

test("a car that somebody orders through the door leaves the lists of the others, and returns when the order is cancelled", async () => {
  const { world, dealer, car, buyer } = await shop();
  const [one, other] = [await car(1), await car(2)];
  await world.settle();
  const listed = async () => {
    const reply = await world.visitor.get(`/v1/dealers/${dealer}/vehicles/${one}/similar`);
    expect(reply.status).toBe(200);
    return (reply.body.data as Row[]).map(({ vehicle }) => vehicle);
  };
  expect(await listed()).toEqual([other]);
  const placed = await buyer("ada").orders(other);
  expect(placed.status).toBe(201);
  await world.settle({ times: 3 });
  expect(await listed()).toEqual([]);
  await buyer("ada").cancels(String(placed.body["order"]));
  await world.settle({ times: 3 });
  expect(await listed()).toEqual([other]);
});

test("a car that is alike and was also considered is listed once, by the better reason", async () => {
  const { world, dealer, car } = await shop();
  const [one, other] = [await car(1), await car(2)];
  await world.settle();
  const look = (vehicle: string, visitor: string) =>
    world.visitor.post(`/v1/dealers/${dealer}/signals`, { visitor, kind: "view", vehicle });
  for (const visitor of ["the-first-visitor", "the-other-visitor"])
    for (const vehicle of [one, other]) expect((await look(vehicle, visitor)).status).toBe(202);
  await world.settle();
  const reply = await world.visitor.get(`/v1/dealers/${dealer}/vehicles/${one}/similar`);
  expect(reply.body.data).toMatchObject([{ vehicle: other, reason: "also_considered" }]);
});

test("a new price is shown as soon as the change was told, though the event tells no values", async () => {
  const { world, dealer, car, staff } = await shop();
  const [one, other] = [await car(1), await car(2)];
  await world.settle();
  const read = await staff().get(`/v1/vehicles/${other}`);
  const change = { price: pounds(1_799_500) };
  const etag = { "if-match": String(read.headers["etag"]) };
  expect((await staff().patch(`/v1/vehicles/${other}`, change, etag)).status).toBe(200);
  await world.settle();
  const reply = await world.visitor.get(`/v1/dealers/${dealer}/vehicles/${one}/similar`);
  expect((reply.body.data as Row[]).map(({ price }) => price)).toEqual([pounds(1_799_500)]);
});

test("a batch of ten interests of the longest kind is counted in one transaction", async () => {
  const world = await forecourt({ contexts: [recommendation] });
  const dealer = await world.dealer();
  const scope = { context: "recommendation", dealer, caller: system, correlation: "t", action: "t" };
  const many = () => Array.from({ length: 8 }, () => newId("veh"));
  for (let n = 0; n < 10; n += 1)
    await within(scope, () =>
      transact([announce(InterestShown, { vehicle: newId("veh"), met: many(), first: true })]),
    );
  world.aws.reset();
  await world.settle();
  const transactions = world.aws.calls.filter(({ operation }) => operation === "TransactWriteItems");
  expect(transactions).toHaveLength(1);
  expect(world.deadLetters("recommendation")).toEqual([]);
});
