import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";

const table = new DynamoDBClient({});

/** Leaves a mark for who woke it: "rule" or "scheduler", from the input of its target. */
export async function handler({ from }: { from: string }): Promise<void> {
  console.log(JSON.stringify({ level: "INFO", message: "woken", from }));
  await table.send(
    new PutItemCommand({
      TableName: process.env["TABLE"],
      Item: { pk: { S: "contract" }, sk: { S: `woken#${from}` } },
    }),
  );
}
