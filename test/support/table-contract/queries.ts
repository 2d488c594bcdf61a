import { randomUUID } from "node:crypto";
import type { QueryCommandInput } from "@aws-sdk/client-dynamodb";
import { QueryCommand } from "@aws-sdk/client-dynamodb";
import { beforeAll, describe, expect, test } from "vitest";
import type { Given } from "../table-contract.ts";
import type { Wire } from "./asking.ts";
import { freshKey, put, refusal, update, values } from "./asking.ts";

export function queryContract(given: Given): void {
  describe("queries", () => {
    const { pk } = freshKey();
    const place = `place-${randomUUID()}`;
    const ask = (condition: string, plain: Record<string, unknown>, more: Partial<QueryCommandInput> = {}) =>
      query(given, condition, { pk: pk.S, ...plain }, more);

    beforeAll(async () => {
      for (const [at, sk] of ["a#1", "a#2", "b#1", "c", "é", "車"].entries()) {
        await put(given, {
          pk,
          sk: { S: sk },
          n: { N: String(at) },
          place: { S: place },
          rank: { N: String(10 - at * 4) },
        });
      }
    });

    test.each([
      ["pk = :pk", {}, ["a#1", "a#2", "b#1", "c", "é", "車"]],
      ["pk = :pk AND sk = :a", { a: "c" }, ["c"]],
      ["pk = :pk AND sk < :a", { a: "b#1" }, ["a#1", "a#2"]],
      ["pk = :pk AND sk <= :a", { a: "b#1" }, ["a#1", "a#2", "b#1"]],
      ["pk = :pk AND sk > :a", { a: "b#1" }, ["c", "é", "車"]],
      ["pk = :pk AND sk >= :a", { a: "b#1" }, ["b#1", "c", "é", "車"]],
      ["pk = :pk AND sk BETWEEN :a AND :b", { a: "a#2", b: "c" }, ["a#2", "b#1", "c"]],
      ["pk = :pk AND begins_with(sk, :a)", { a: "a#" }, ["a#1", "a#2"]],
      ["begins_with(sk, :a) AND pk = :pk", { a: "z" }, []],
    ])("%s gives its items sorted by their bytes", async (condition, plain, expected) => {
      expect(sorts(await ask(condition, plain))).toEqual(expected);
    });

    test("pages follow each other in both directions without gap or repetition", async () => {
      for (const ScanIndexForward of [true, false]) {
        const seen: (string | undefined)[] = [];
        let start: Wire | undefined;
        do {
          const page = await ask("pk = :pk", {}, { Limit: 2, ScanIndexForward, ExclusiveStartKey: start });
          seen.push(...sorts(page));
          start = page.LastEvaluatedKey;
        } while (start);
        const all = ["a#1", "a#2", "b#1", "c", "é", "車"];
        expect(seen).toEqual(ScanIndexForward ? all : all.toReversed());
      }
    });

    test("a filter works after the limit, and counts say what was read", async () => {
      const page = await ask("pk = :pk", { n: 1 }, { FilterExpression: "n >= :n", Limit: 3 });
      expect(sorts(page)).toEqual(["a#2", "b#1"]);
      expect([page.Count, page.ScannedCount]).toEqual([2, 3]);
      const count = await ask("pk = :pk", {}, { Select: "COUNT" });
      expect([count.Count, count.Items]).toEqual([6, undefined]);
    });

    test("an index gives its own order, by number and not by digits", async () => {
      const page = await query(
        given,
        "place = :p AND #r < :top",
        { p: place, top: 100 },
        {
          IndexName: "byPlace",
          ExpressionAttributeNames: { "#r": "rank" },
        },
      );
      expect(page.Items?.map((item) => item.rank?.N)).toEqual(["-10", "-6", "-2", "2", "6", "10"]);
    });

    test("an index page ends in a key of index and table, and goes on from it", async () => {
      const first = await query(given, "place = :p", { p: place }, { IndexName: "byPlace", Limit: 4 });
      expect(Object.keys(first.LastEvaluatedKey ?? {}).toSorted()).toEqual(["pk", "place", "rank", "sk"]);
      const second = await query(
        given,
        "place = :p",
        { p: place },
        {
          IndexName: "byPlace",
          ExclusiveStartKey: first.LastEvaluatedKey,
        },
      );
      expect(sorts(second)).toEqual(["a#2", "a#1"]);
    });

    test("a keys-only index holds keys only", async () => {
      const page = await query(given, "place = :p", { p: place }, { IndexName: "placesOnly" });
      expect(page.Items).toHaveLength(6);
      for (const item of page.Items ?? [])
        expect(Object.keys(item).toSorted()).toEqual(["pk", "place", "sk"]);
    });

    test("an item that loses an index key leaves that index", async () => {
      const elsewhere = `place-${randomUUID()}`;
      const key = freshKey();
      await put(given, { ...key, place: { S: elsewhere }, rank: { N: "1" } });
      await update(given, key, { UpdateExpression: "REMOVE #r", ExpressionAttributeNames: { "#r": "rank" } });
      const inIndex = (IndexName: string) => query(given, "place = :p", { p: elsewhere }, { IndexName });
      expect((await inIndex("byPlace")).Count).toBe(0);
      expect((await inIndex("placesOnly")).Count).toBe(1);
    });

    test.each([
      ["no condition on the partition", "sk = :a", { a: "x" }, {}],
      ["a range of partitions", "pk > :a", { a: "x" }, {}],
      ["a value of another type", "pk = :a", { a: 1 }, {}],
      ["an unused value", "pk = :a", { a: "x", b: 1 }, {}],
      ["an unknown index", "pk = :a", { a: "x" }, { IndexName: "nowhere" }],
      [
        "a consistent read of a global index",
        "place = :a",
        { a: "x" },
        { IndexName: "byPlace", ConsistentRead: true },
      ],
      ["a broken start key", "pk = :a", { a: "x" }, { ExclusiveStartKey: { pk: { S: "x" } } }],
    ])("a query with %s is refused", async (_, condition, plain, more) => {
      expect(await refusal(query(given, condition, plain, more))).toBe("ValidationException");
    });
  });
}

function query(
  { client, table }: Given,
  condition: string,
  plain: Record<string, unknown>,
  more: Partial<QueryCommandInput>,
) {
  return client().send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: condition,
      ExpressionAttributeValues: values(plain),
      ...more,
    }),
  );
}

function sorts(page: { Items?: Wire[] }): (string | undefined)[] {
  return (page.Items ?? []).map((item) => item.sk?.S);
}
