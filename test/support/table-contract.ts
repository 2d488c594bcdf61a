import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateTableCommand, DeleteTableCommand, waitUntilTableExists } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe } from "vitest";
import { batchContract } from "./table-contract/batches.ts";
import { conditionContract } from "./table-contract/conditions.ts";
import { itemContract } from "./table-contract/items.ts";
import { queryContract } from "./table-contract/queries.ts";
import { refusalContract } from "./table-contract/refusals.ts";
import { schemaContract } from "./table-contract/schema.ts";
import { strictContract } from "./table-contract/strict.ts";
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
  withTable("a table", { client, table }, [
    itemContract,
    updateContract,
    conditionContract,
    queryContract,
    batchContract,
    transactionContract,
    refusalContract,
    schemaContract,
  ]);
}

/** What DynamoDB documents and the model keeps, but the local cloud does not (MiniStack 1.5.33): for the model alone. */
export function strictTableContract(client: () => DynamoDBClient, table: string): void {
  withTable("a table, to the letter", { client, table }, [strictContract]);
}

function withTable(name: string, given: Given, contracts: ((given: Given) => void)[]): void {
  describe(name, () => {
    beforeAll(() => createContractTable(given));
    afterAll(() => given.client().send(new DeleteTableCommand({ TableName: given.table })));
    for (const contract of contracts) contract(given);
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
