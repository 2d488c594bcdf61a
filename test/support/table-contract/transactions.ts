import { randomUUID } from "node:crypto";
import type { TransactWriteItem } from "@aws-sdk/client-dynamodb";
import {
  TransactGetItemsCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { describe, expect, test } from "vitest";
import type { Given } from "../table-contract.ts";
import { freshKey, get, put, refusal, values } from "./asking.ts";

export function transactionContract(given: Given): void {
  const { table: TableName } = given;
  describe("transactions", () => {
    test("put, update, delete and check happen together", async () => {
      const [made, changed, gone, checked] = [freshKey(), freshKey(), freshKey(), freshKey()];
      for (const key of [gone, checked]) await put(given, key);
      await transact(given, [
        { Put: { TableName, Item: made } },
        {
          Update: {
            TableName,
            Key: changed,
            UpdateExpression: "ADD n :n",
            ExpressionAttributeValues: values({ n: 2 }),
          },
        },
        { Delete: { TableName, Key: gone } },
        { ConditionCheck: { TableName, Key: checked, ConditionExpression: "attribute_exists(pk)" } },
      ]);
      expect(await Promise.all([made, changed, gone, checked].map((key) => get(given, key)))).toEqual([
        made,
        { ...changed, n: { N: "2" } },
        undefined,
        checked,
      ]);
    });

    test("one failed condition undoes all, says which, and shows the old item if asked", async () => {
      const [first, taken] = [freshKey(), freshKey()];
      await put(given, { ...taken, owner: { S: "a" } });
      const error = await transact(given, [
        { Put: { TableName, Item: first } },
        {
          Put: {
            TableName,
            Item: taken,
            ConditionExpression: "attribute_not_exists(pk)",
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          },
        },
      ]).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(TransactionCanceledException);
      const { CancellationReasons: reasons, message } = error as TransactionCanceledException;
      expect(reasons?.map((reason) => reason.Code)).toEqual(["None", "ConditionalCheckFailed"]);
      expect(reasons?.[1]?.Item).toEqual({ ...taken, owner: { S: "a" } });
      expect(message).toContain("[None, ConditionalCheckFailed]");
      expect(await get(given, first)).toBeUndefined();
    });

    test("a token makes a repeated request harmless and refuses another one in its name", async () => {
      const key = freshKey();
      const token = randomUUID();
      const add = (n: number): TransactWriteItem[] => [
        {
          Update: {
            TableName,
            Key: key,
            UpdateExpression: "ADD n :n",
            ExpressionAttributeValues: values({ n }),
          },
        },
      ];
      await transact(given, add(1), token);
      await transact(given, add(1), token);
      expect((await get(given, key))?.n).toEqual({ N: "1" });
      expect(await refusal(transact(given, add(2), token))).toBe("IdempotentParameterMismatchException");
    });

    test("two operations on one item are refused", async () => {
      const key = freshKey();
      const both = transact(given, [{ Put: { TableName, Item: key } }, { Delete: { TableName, Key: key } }]);
      expect(await refusal(both)).toBe("ValidationException");
    });

    test("100 operations are a transaction, 101 are not", async () => {
      const { pk } = freshKey();
      const puts = (count: number) =>
        Array.from({ length: count }, (_, at) => ({
          Put: { TableName, Item: { pk, sk: { S: String(at) } } },
        }));
      expect(await refusal(transact(given, puts(101)))).toBe("ValidationException");
      await transact(given, puts(100));
      expect(await get(given, { pk, sk: { S: "99" } })).toBeDefined();
    });

    test("a transactional read gives its items in order, with a gap for a missing one", async () => {
      const [there, missing] = [freshKey(), freshKey()];
      await put(given, { ...there, a: { S: "x" }, b: { S: "y" } });
      const { Responses } = await given.client().send(
        new TransactGetItemsCommand({
          TransactItems: [
            { Get: { TableName, Key: missing } },
            { Get: { TableName, Key: there, ProjectionExpression: "b" } },
          ],
        }),
      );
      expect(Responses?.map((response) => response.Item)).toEqual([undefined, { b: { S: "y" } }]);
    });

    test("of two buyers of one car, one gets it", async () => {
      const car = freshKey();
      await put(given, car);
      const buy = (buyer: string) =>
        transact(given, [
          { Put: { TableName, Item: freshKey() } },
          {
            Update: {
              TableName,
              Key: car,
              UpdateExpression: "SET buyer = :b",
              ConditionExpression: "attribute_not_exists(buyer)",
              ExpressionAttributeValues: values({ b: buyer }),
            },
          },
        ]);
      const outcomes = await Promise.all(["a", "b"].map((buyer) => refusal(buy(buyer))));
      expect(outcomes.filter((outcome) => outcome === "TransactionCanceledException")).toHaveLength(1);
    });
  });
}

function transact({ client }: Given, TransactItems: TransactWriteItem[], ClientRequestToken?: string) {
  return client().send(new TransactWriteItemsCommand({ TransactItems, ClientRequestToken }));
}
