import { BatchGetItemCommand, BatchWriteItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, test } from "vitest";
import type { Given } from "../table-contract.ts";
import { freshKey, get, put, refusal, values } from "./asking.ts";

export function batchContract(given: Given): void {
  const { table } = given;
  describe("batches", () => {
    test("a batch writes and deletes, and a batch reads what is there", async () => {
      const { pk } = freshKey();
      const keys = ["a", "b", "c"].map((sk) => ({ pk, sk: { S: sk } }));
      await put(given, keys[2]!);
      const written = await given.client().send(
        new BatchWriteItemCommand({
          RequestItems: {
            [table]: [
              { PutRequest: { Item: { ...keys[0]!, n: { N: "1" } } } },
              { PutRequest: { Item: keys[1] } },
              { DeleteRequest: { Key: keys[2] } },
            ],
          },
        }),
      );
      expect(written.UnprocessedItems).toEqual({});
      const read = await given
        .client()
        .send(new BatchGetItemCommand({ RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } }));
      const found = read.Responses?.[table]?.toSorted((one, other) => (one.sk!.S! < other.sk!.S! ? -1 : 1));
      expect(found).toEqual([{ ...keys[0], n: { N: "1" } }, keys[1]]);
      expect(read.UnprocessedKeys).toEqual({});
    });

    test("one item named twice in a batch is refused before anything is written", async () => {
      const key = freshKey();
      const twice = [{ PutRequest: { Item: key } }, { DeleteRequest: { Key: key } }];
      const write = given.client().send(new BatchWriteItemCommand({ RequestItems: { [table]: twice } }));
      expect(await refusal(write)).toBe("ValidationException");
      expect(await get(given, key)).toBeUndefined();
      const read = given
        .client()
        .send(new BatchGetItemCommand({ RequestItems: { [table]: { Keys: [key, key] } } }));
      expect(await refusal(read)).toBe("ValidationException");
    });

    test("25 writes and 100 reads are a batch, one more is not", async () => {
      const { pk } = freshKey();
      const keys = Array.from({ length: 101 }, (_, at) => ({ pk, sk: { S: String(at) } }));
      const write = (count: number) =>
        given.client().send(
          new BatchWriteItemCommand({
            RequestItems: { [table]: keys.slice(0, count).map((Item) => ({ PutRequest: { Item } })) },
          }),
        );
      const read = (count: number) =>
        given
          .client()
          .send(new BatchGetItemCommand({ RequestItems: { [table]: { Keys: keys.slice(0, count) } } }));
      expect(await refusal(write(26))).toBe("ValidationException");
      await write(25);
      expect(await refusal(read(101))).toBe("ValidationException");
      expect((await read(100)).Responses?.[table]).toHaveLength(25);
    });

    test("a page ends after a megabyte, and the next one brings the rest", async () => {
      const { pk } = freshKey();
      const text = { S: "x".repeat(300_000) };
      for (const sk of ["1", "2", "3", "4", "5"]) await put(given, { pk, sk: { S: sk }, text });
      const ask = {
        TableName: table,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: values({ pk: pk.S }),
      };
      const first = await given.client().send(new QueryCommand(ask));
      expect(first.Count).toBeLessThan(5);
      expect(first.LastEvaluatedKey).toBeDefined();
      const second = await given
        .client()
        .send(new QueryCommand({ ...ask, ExclusiveStartKey: first.LastEvaluatedKey }));
      expect((first.Count ?? 0) + (second.Count ?? 0)).toBe(5);
    });
  });
}
