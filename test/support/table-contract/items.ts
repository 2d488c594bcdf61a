import { DeleteItemCommand, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, test } from "vitest";
import type { Given } from "../table-contract.ts";
import { freshKey, get, put, update, values } from "./asking.ts";

export function itemContract(given: Given): void {
  describe("items", () => {
    test("an item comes back with every type as it was written", async () => {
      const item = {
        ...freshKey(),
        text: { S: "上海 🚗" },
        number: { N: "12.5" },
        bytes: { B: new Uint8Array([0, 255, 7]) },
        yes: { BOOL: true },
        nothing: { NULL: true },
        list: { L: [{ S: "" }, { M: { deep: { N: "1" } } }] },
        map: { M: {} },
      };
      await put(given, item);
      expect(await get(given, { pk: item.pk, sk: item.sk })).toEqual(item);
    });

    test("sets keep their members, each once", async () => {
      const key = freshKey();
      await put(given, { ...key, names: { SS: ["b", "a"] }, numbers: { NS: ["2", "1"] } });
      const item = await get(given, key);
      expect(new Set(item?.names?.SS)).toEqual(new Set(["a", "b"]));
      expect(new Set(item?.numbers?.NS)).toEqual(new Set(["1", "2"]));
    });

    test("a put replaces the whole item and can give back the old one", async () => {
      const key = freshKey();
      await put(given, { ...key, first: { S: "x" } });
      const { Attributes } = await put(given, { ...key, second: { S: "y" } }, { ReturnValues: "ALL_OLD" });
      expect(Attributes).toEqual({ ...key, first: { S: "x" } });
      expect(await get(given, key)).toEqual({ ...key, second: { S: "y" } });
    });

    test("a delete gives back the old item once and is silent the second time", async () => {
      const key = freshKey();
      await put(given, { ...key, note: { S: "x" } });
      const command = new DeleteItemCommand({ TableName: given.table, Key: key, ReturnValues: "ALL_OLD" });
      expect((await given.client().send(command)).Attributes).toEqual({ ...key, note: { S: "x" } });
      expect((await given.client().send(command)).Attributes).toBeUndefined();
      expect(await get(given, key)).toBeUndefined();
    });

    test("a projection gives the named paths, nested ones in their place", async () => {
      const key = freshKey();
      await put(given, {
        ...key,
        a: { M: { b: { S: "x" }, c: { S: "y" } } },
        l: { L: [{ N: "1" }, { N: "2" }] },
      });
      const { Item } = await given.client().send(
        new GetItemCommand({
          TableName: given.table,
          Key: key,
          ProjectionExpression: "#a.b, l[1], absent",
          ExpressionAttributeNames: { "#a": "a" },
        }),
      );
      expect(Item).toEqual({ a: { M: { b: { S: "x" } } }, l: { L: [{ N: "2" }] } });
    });

    test("capacity is half a unit for 4 KB read, a whole one if consistent, and one for 1 KB written", async () => {
      const key = freshKey();
      const capacity = { ReturnConsumedCapacity: "TOTAL" as const };
      const written = await put(given, { ...key, text: { S: "x".repeat(1500) } }, capacity);
      expect(written.ConsumedCapacity?.CapacityUnits).toBe(2);
      const command = { TableName: given.table, Key: key, ...capacity };
      const read = await given.client().send(new GetItemCommand(command));
      expect(read.ConsumedCapacity?.CapacityUnits).toBe(0.5);
      const consistent = await given.client().send(new GetItemCommand({ ...command, ConsistentRead: true }));
      expect(consistent.ConsumedCapacity?.CapacityUnits).toBe(1);
    });

    test("an update of a missing item creates it", async () => {
      const key = freshKey();
      await update(given, key, {
        UpdateExpression: "SET note = :n",
        ExpressionAttributeValues: values({ n: "x" }),
      });
      expect(await get(given, key)).toEqual({ ...key, note: { S: "x" } });
    });
  });
}
