import {
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ListTablesCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { describe, expect, test } from "vitest";
import type { Given } from "../table-contract.ts";
import { refusal } from "./asking.ts";

export function schemaContract(given: Given): void {
  const { table: TableName } = given;
  describe("schema", () => {
    test("a table describes itself, its indexes and its stream", async () => {
      const { Table } = await given.client().send(new DescribeTableCommand({ TableName }));
      expect(Table).toMatchObject({
        TableName,
        TableStatus: "ACTIVE",
        BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
        StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
      });
      expect(Table?.KeySchema?.map((key) => key.AttributeName)).toEqual(["pk", "sk"]);
      expect(Table?.GlobalSecondaryIndexes?.map((index) => index.IndexName).toSorted()).toEqual([
        "byPlace",
        "placesOnly",
      ]);
      expect(Table?.LatestStreamArn).toContain(`table/${TableName}/stream/`);
    });

    test("a table is listed, and cannot be made twice", async () => {
      const { TableNames } = await given.client().send(new ListTablesCommand({}));
      expect(TableNames).toContain(TableName);
      const again = new CreateTableCommand({
        TableName,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      });
      expect(await refusal(given.client().send(again))).toBe("ResourceInUseException");
    });

    test("an attribute is named as the items' time to live", async () => {
      const wanted = { AttributeName: "expiresAt", Enabled: true };
      await given.client().send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: wanted }));
      const { TimeToLiveDescription } = await given
        .client()
        .send(new DescribeTimeToLiveCommand({ TableName }));
      expect(TimeToLiveDescription?.AttributeName).toBe("expiresAt");
    });
  });
}
