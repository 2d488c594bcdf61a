import { ConditionalCheckFailedException, DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, test } from "vitest";
import type { Given } from "../table-contract.ts";
import { freshKey, get, put, refusal, update, values } from "./asking.ts";

const CAR = {
  price: { N: "100" },
  brand: { S: "Roewe" },
  tags: { SS: ["new", "ev"] },
  photos: { L: [{ S: "front" }, { S: "back" }] },
  engine: { M: { fuel: { S: "electric" } } },
  sold: { BOOL: false },
};

export function conditionContract(given: Given): void {
  describe("conditions", () => {
    test.each([
      "price = :p AND brand <> :q",
      "price < :more AND price >= :p",
      "price BETWEEN :less AND :more",
      "brand IN (:q, :brand)",
      "begins_with(brand, :ro) AND contains(brand, :ew)",
      "contains(tags, :ev) AND contains(photos, :back)",
      "attribute_type(engine, :map) AND size(photos) = :two",
      "engine.fuel = :electric AND photos[0] = :front",
      "attribute_exists(sold) AND attribute_not_exists(buyer)",
      "NOT (price > :more OR sold = :yes)",
      "absent <> :q",
      "NOT absent = :q AND NOT absent < :p",
      "price = :less OR price = :more OR brand = :brand AND sold <> :yes",
    ])("%s holds", async (condition) => {
      expect(await attempt(given, condition)).toBe("held");
    });

    test.each([
      "price = :brand",
      "price > :p",
      "brand > :p",
      "absent = :q",
      "absent < :p",
      "contains(price, :p)",
      "size(price) > :two",
      "attribute_not_exists(pk)",
      "NOT attribute_exists(engine.fuel)",
      "brand = :brand AND sold = :yes",
    ])("%s fails", async (condition) => {
      expect(await attempt(given, condition)).toBe("ConditionalCheckFailedException");
    });

    test("a failed condition changes nothing and shows the old item if asked", async () => {
      const key = freshKey();
      await put(given, { ...key, owner: { S: "a" } });
      const failed = await put(
        given,
        { ...key, owner: { S: "b" } },
        {
          ConditionExpression: "attribute_not_exists(pk)",
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        },
      ).catch((error: unknown) => error);
      expect(failed).toBeInstanceOf(ConditionalCheckFailedException);
      expect((failed as ConditionalCheckFailedException).Item).toEqual({ ...key, owner: { S: "a" } });
      expect(await get(given, key)).toEqual({ ...key, owner: { S: "a" } });
    });

    test("a condition on a missing item sees no attributes, and a failed update leaves no item behind", async () => {
      const key = freshKey();
      const change = { UpdateExpression: "SET n = :n", ExpressionAttributeValues: values({ n: 1 }) };
      const exists = update(given, key, { ...change, ConditionExpression: "attribute_exists(pk)" });
      expect(await refusal(exists)).toBe("ConditionalCheckFailedException");
      expect(await get(given, key)).toBeUndefined();
      const absent = new DeleteItemCommand({
        TableName: given.table,
        Key: key,
        ConditionExpression: "attribute_exists(pk)",
      });
      expect(await refusal(given.client().send(absent))).toBe("ConditionalCheckFailedException");
    });
  });
}

const ALL = {
  ...values({ p: 100, less: 50, more: 200, two: 2, q: "MG", brand: "Roewe", ro: "Ro", ew: "ew", ev: "ev" }),
  ...values({ back: "back", front: "front", map: "M", electric: "electric", yes: true }),
};

async function attempt(given: Given, condition: string): Promise<unknown> {
  const key = freshKey();
  await put(given, { ...key, ...CAR });
  const used = Object.entries(ALL).filter(([ref]) => new RegExp(`${ref}\\b`).test(condition));
  const outcome = await refusal(
    update(given, key, {
      UpdateExpression: "REMOVE nothing",
      ConditionExpression: condition,
      ...(used.length > 0 && { ExpressionAttributeValues: Object.fromEntries(used) }),
    }),
  );
  return typeof outcome === "string" ? outcome : "held";
}
