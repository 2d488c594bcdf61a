import { describe, expect, test } from "vitest";
import type { Given } from "../table-contract.ts";
import { freshKey, get, put, refusal, update, values } from "./asking.ts";

export function updateContract(given: Given): void {
  describe("updates", () => {
    test("SET, REMOVE, ADD and DELETE change an item in one go", async () => {
      const key = freshKey();
      await put(given, {
        ...key,
        n: { N: "5" },
        gone: { S: "x" },
        tags: { SS: ["a", "b"] },
        more: { SS: ["x"] },
      });
      const { Attributes } = await update(given, key, {
        UpdateExpression: "SET note = :note REMOVE gone ADD n :n, more :more DELETE tags :tags",
        ExpressionAttributeValues: {
          ...values({ note: "hi", n: -7 }),
          ":more": { SS: ["y"] },
          ":tags": { SS: ["a"] },
        },
        ReturnValues: "ALL_NEW",
      });
      const { more, ...rest } = Attributes ?? {};
      expect(rest).toEqual({ ...key, n: { N: "-2" }, note: { S: "hi" }, tags: { SS: ["b"] } });
      expect(new Set(more?.SS)).toEqual(new Set(["x", "y"]));
    });

    test("every right-hand side reads the item as it was before the update", async () => {
      const key = freshKey();
      await put(given, { ...key, a: { N: "1" }, b: { N: "2" } });
      await update(given, key, { UpdateExpression: "SET a = b, b = a" });
      expect(await get(given, key)).toEqual({ ...key, a: { N: "2" }, b: { N: "1" } });
    });

    test("if_not_exists, list_append and arithmetic compute from what is stored", async () => {
      const key = freshKey();
      const bump = {
        UpdateExpression:
          "SET seen = if_not_exists(seen, :zero) + :one, trail = list_append(if_not_exists(trail, :none), :step)",
        ExpressionAttributeValues: values({ zero: 0, one: 1, none: [], step: ["s"] }),
      };
      await update(given, key, bump);
      await update(given, key, bump);
      expect(await get(given, key)).toEqual({
        ...key,
        seen: { N: "2" },
        trail: { L: [{ S: "s" }, { S: "s" }] },
      });
    });

    test("nested paths and list places are written in place", async () => {
      const key = freshKey();
      const list = { L: [{ N: "0" }, { N: "1" }, { N: "2" }] };
      await put(given, { ...key, m: { M: { x: { S: "old" }, l: list } } });
      await update(given, key, {
        UpdateExpression: "SET m.x = :new, m.l[9] = :last REMOVE m.l[1]",
        ExpressionAttributeValues: values({ new: "new", last: 9 }),
      });
      expect((await get(given, key))?.m).toEqual({
        M: { x: { S: "new" }, l: { L: [{ N: "0" }, { N: "2" }, { N: "9" }] } },
      });
    });

    test("UPDATED_NEW and UPDATED_OLD show the attributes the update touched", async () => {
      const key = freshKey();
      await put(given, { ...key, n: { N: "1" }, other: { S: "x" } });
      const change = { UpdateExpression: "ADD n :n", ExpressionAttributeValues: values({ n: 1 }) };
      expect((await update(given, key, { ...change, ReturnValues: "UPDATED_NEW" })).Attributes).toEqual({
        n: { N: "2" },
      });
      expect((await update(given, key, { ...change, ReturnValues: "UPDATED_OLD" })).Attributes).toEqual({
        n: { N: "2" },
      });
    });

    test("sums are exact decimals", async () => {
      const key = freshKey();
      await put(given, { ...key, tenth: { N: "0.1" } });
      const { Attributes } = await update(given, key, {
        UpdateExpression: "ADD tenth :two",
        ExpressionAttributeValues: { ":two": { N: "0.2" } },
        ReturnValues: "UPDATED_NEW",
      });
      expect(Attributes).toEqual({ tenth: { N: "0.3" } });
    });

    test("a set that loses its last member loses its attribute", async () => {
      const key = freshKey();
      await put(given, { ...key, tags: { SS: ["a"] } });
      await update(given, key, {
        UpdateExpression: "DELETE tags :t",
        ExpressionAttributeValues: { ":t": { SS: ["a"] } },
      });
      expect(await get(given, key)).toEqual(key);
    });

    test.each([
      ["a missing operand", "SET a = absent + :n"],
      ["a path through a text", "SET txt.x = :n"],
      ["a key attribute", "SET sk = :n"],
      ["two overlapping paths", "SET m = :n, m.x = :n"],
    ])("an update with %s is refused and changes nothing", async (_, expression) => {
      const key = freshKey();
      const item = { ...key, txt: { S: "x" }, m: { M: {} } };
      await put(given, item);
      const attempt = update(given, key, {
        UpdateExpression: expression,
        ExpressionAttributeValues: values({ n: 1 }),
      });
      expect(await refusal(attempt)).toBe("ValidationException");
      expect(await get(given, key)).toEqual(item);
    });
  });
}
