import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateTableCommand, DeleteTableCommand, waitUntilTableExists } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe } from "vitest";
import { batchContract } from "./table-contract/batches.ts";
import { conditionContract } from "./table-contract/conditions.ts";
import { itemContract } from "./table-contract/items.ts";
import { queryContract } from "./table-contract/queries.ts";
import { refusalContract } from "./table-contract/refusals.ts";
import { schemaContract } from "./table-contract/schema.ts";
import { transactionContract } from "./table-contract/transactions.ts";
import { updateContract } from "./table-contract/updates.ts";

/** What the suite is run against: asked for when a test runs, so that an engine may start in a `beforeAll`. */
export type Given = { client: () => DynamoDBClient; table: string };

/**
 * Everything the platform relies on of a DynamoDB table, through the real client. The suite makes the table it is
 * named and deletes it; it runs against the in-process model and against the local cloud, and both must pass.
 *
 * @example tableContract(() => new DynamoDBClient({ endpoint, region, credentials }), "contract");
 */
export function tableContract(client: () => DynamoDBClient, table: string): void {
  const given: Given = { client, table };
  describe("a table", () => {
    beforeAll(() => createContractTable(given));
    afterAll(() => client().send(new DeleteTableCommand({ TableName: table })));
    itemContract(given);
    updateContract(given);
    conditionContract(given);
    queryContract(given);
    batchContract(given);
    transactionContract(given);
    refusalContract(given);
    schemaContract(given);
  });
}

async function createContractTable({ client, table }: Given): Promise<void> {
  await client().send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [
        { AttributeName: "pk", AttributeType: "S" },
        { AttributeName: "sk", AttributeType: "S" },
        { AttributeName: "place", AttributeType: "S" },
        { AttributeName: "rank", AttributeType: "N" },
      ],
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: "byPlace",
          KeySchema: [
            { AttributeName: "place", KeyType: "HASH" },
            { AttributeName: "rank", KeyType: "RANGE" },
          ],
          Projection: { ProjectionType: "ALL" },
        },
        {
          IndexName: "placesOnly",
          KeySchema: [{ AttributeName: "place", KeyType: "HASH" }],
          Projection: { ProjectionType: "KEYS_ONLY" },
        },
      ],
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
    }),
  );
  await waitUntilTableExists({ client: client(), maxWaitTime: 30, minDelay: 1 }, { TableName: table });
}
