import { QueryCommand } from "@aws-sdk/client-dynamodb";
import { expect, test } from "vitest";
import type { Given } from "../table-contract.ts";
import { freshKey, get, put, refusal, update, values } from "./asking.ts";

export function strictContract(given: Given): void {
  test("removed list places mean the list as it was", async () => {
    const key = freshKey();
    await put(given, { ...key, l: { L: [{ N: "0" }, { N: "1" }, { N: "2" }, { N: "3" }] } });
    await update(given, key, { UpdateExpression: "REMOVE l[0], l[1], l[3]" });
    expect((await get(given, key))?.l).toEqual({ L: [{ N: "2" }] });
  });

  test("sums keep 38 digits", async () => {
    const key = freshKey();
    await put(given, { ...key, big: { N: "12345678901234567890123456789012345678" } });
    const { Attributes } = await update(given, key, {
      UpdateExpression: "ADD big :one",
      ExpressionAttributeValues: { ":one": { N: "1" } },
      ReturnValues: "UPDATED_NEW",
    });
    expect(Attributes).toEqual({ big: { N: "12345678901234567890123456789012345679" } });
  });

  test.each([
    ["a number plus a text", "SET a = txt + :n"],
    ["a section named twice", "SET a = :n SET b = :n"],
    ["a reserved word", "SET size = :n"],
  ])("an update with %s is refused", async (_, expression) => {
    const key = freshKey();
    await put(given, { ...key, txt: { S: "x" } });
    const attempt = update(given, key, {
      UpdateExpression: expression,
      ExpressionAttributeValues: values({ n: 1 }),
    });
    expect(await refusal(attempt)).toBe("ValidationException");
  });

  test.each([
    ["OR between keys", "pk = :a OR sk = :a", undefined],
    ["a filter on the key", "pk = :a", "sk = :a"],
  ])("a query with %s is refused", async (_, condition, filter) => {
    const query = new QueryCommand({
      TableName: given.table,
      KeyConditionExpression: condition,
      FilterExpression: filter,
      ExpressionAttributeValues: values({ a: "x" }),
    });
    expect(await refusal(given.client().send(query))).toBe("ValidationException");
  });

  test("a condition with an unknown function is refused", async () => {
    const attempt = put(given, freshKey(), {
      ConditionExpression: "sounds_like(a, :v)",
      ExpressionAttributeValues: values({ v: "x" }),
    });
    expect(await refusal(attempt)).toBe("ValidationException");
  });

  test("a missing attribute equals nothing, another missing one included", async () => {
    const key = freshKey();
    await put(given, key);
    const attempt = (condition: string) =>
      refusal(update(given, key, { UpdateExpression: "REMOVE note", ConditionExpression: condition }));
    expect(await attempt("absent = gone")).toBe("ConditionalCheckFailedException");
    expect(await attempt("absent <> gone")).toMatchObject({ $metadata: { httpStatusCode: 200 } });
  });

  test("a nested path is not made or removed where its parent is missing", async () => {
    const key = freshKey();
    await put(given, key);
    const remove = update(given, key, { UpdateExpression: "REMOVE absent.x" });
    expect(await refusal(remove)).toBe("ValidationException");
    const set = update(given, key, {
      UpdateExpression: "SET absent.x = :n",
      ExpressionAttributeValues: values({ n: 1 }),
    });
    expect(await refusal(set)).toBe("ValidationException");
    expect(await get(given, key)).toEqual(key);
  });
}
