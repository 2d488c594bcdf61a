import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, test } from "vitest";
import type { Given } from "../table-contract.ts";
import type { Wire } from "./asking.ts";
import { freshKey, put, refusal, values } from "./asking.ts";

export function refusalContract(given: Given): void {
  describe("refusals", () => {
    test.each<[string, Wire]>([
      ["without its sort key", { pk: { S: "x" } }],
      ["with a key of another type", { pk: { S: "x" }, sk: { N: "1" } }],
      ["with an empty key", { pk: { S: "" }, sk: { S: "x" } }],
      ["with an index key of another type", { ...freshKey(), place: { N: "1" } }],
      ["with an empty set", { ...freshKey(), tags: { SS: [] } }],
      ["with a set that repeats itself", { ...freshKey(), tags: { SS: ["a", "a"] } }],
      ["with a number of 39 digits", { ...freshKey(), n: { N: "1".repeat(39) } }],
      ["with a number that is none", { ...freshKey(), n: { N: "12a" } }],
      ["with a number that is too large", { ...freshKey(), n: { N: "1E126" } }],
      ["of more than 400 KB", { ...freshKey(), text: { S: "x".repeat(410_000) } }],
      ["with a partition key of more than 2 KB", { pk: { S: "x".repeat(2049) }, sk: { S: "x" } }],
      ["with a sort key of more than 1 KB", { pk: { S: "x" }, sk: { S: "x".repeat(1025) } }],
    ])("an item %s is refused", async (_, item) => {
      expect(await refusal(put(given, item))).toBe("ValidationException");
    });

    test.each([
      ["an undefined value", "a = :v AND b = :w"],
      ["an undefined name", "#a = :v"],
      ["a reserved word", "status = :v"],
      ["broken syntax", "a = = :v"],
      ["nothing in it", ""],
      ["a missing operand", "begins_with(a)"],
    ])("a condition with %s is refused", async (_, condition) => {
      const attempt = put(given, freshKey(), {
        ConditionExpression: condition,
        ExpressionAttributeValues: values({ v: "x" }),
      });
      expect(await refusal(attempt)).toBe("ValidationException");
    });

    test("a value that no expression uses is refused", async () => {
      const attempt = put(given, freshKey(), {
        ConditionExpression: "attribute_not_exists(pk)",
        ExpressionAttributeValues: values({ unused: 1 }),
      });
      expect(await refusal(attempt)).toBe("ValidationException");
    });

    test("a key that is more or less than the table's is refused", async () => {
      const read = (Key: Wire) =>
        refusal(given.client().send(new GetItemCommand({ TableName: given.table, Key })));
      expect(await read({ pk: { S: "x" } })).toBe("ValidationException");
      expect(await read({ ...freshKey(), more: { S: "x" } })).toBe("ValidationException");
    });

    test("a table that is not there is named as missing", async () => {
      const nowhere: Given = { ...given, table: "nowhere-at-all" };
      expect(await refusal(put(nowhere, freshKey()))).toBe("ResourceNotFoundException");
    });
  });
}
