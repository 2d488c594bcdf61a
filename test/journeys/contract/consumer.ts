import { DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";

const table = new DynamoDBClient({});

/** Counts each event it sees and fails the poisonous ones alone, not their batch. */
export async function handler({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  console.log(JSON.stringify({ level: "INFO", message: "consuming", records: Records.length }));
  const failures: SQSBatchResponse["batchItemFailures"] = [];
  for (const { body, messageId } of Records) {
    const { detail }: { detail: { id: string; poison: boolean } } = JSON.parse(body);
    if (detail.poison) failures.push({ itemIdentifier: messageId });
    await count(`seen#${detail.id}`);
  }
  return { batchItemFailures: failures };
}

async function count(sk: string): Promise<void> {
  await table.send(
    new UpdateItemCommand({
      TableName: process.env["TABLE"],
      Key: { pk: { S: "contract" }, sk: { S: sk } },
      UpdateExpression: "ADD times :one",
      ExpressionAttributeValues: { ":one": { N: "1" } },
    }),
  );
}
