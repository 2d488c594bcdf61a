import { type DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import type { Item } from "./tallying.ts";

/**
 * Every item of a table, a page of 1 MB at a time. For operators alone: no function's role may scan, and the kernel's
 * client refuses it. What is written meanwhile may or may not be seen, so freeze the dealers or stop the platform first.
 */
export async function* everyItem(dynamo: DynamoDBClient, table: string): AsyncGenerator<Item> {
  let position: Item | undefined;
  do {
    const page = await dynamo.send(
      new ScanCommand({ TableName: table, ConsistentRead: true, ExclusiveStartKey: position }),
    );
    yield* page.Items ?? [];
    position = page.LastEvaluatedKey;
  } while (position);
}
