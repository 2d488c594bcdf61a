import {
  DeleteItemCommand,
  type DynamoDBClient,
  paginateQuery,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { plain } from "./answers.ts";
import type { Sides } from "./game.ts";
import { TableName } from "./playground.ts";
import { type Item, type Matter, partitionsOf } from "./values.ts";

/** Makes the engine hold what the model holds in a sequence's partitions. @returns whether anything differed. */
export async function level({ model, engine }: Sides, matter: Matter): Promise<boolean> {
  const [mine, theirs] = await Promise.all([held(model, matter), held(engine, matter)]);
  let differed = false;
  for (const [key, { pk, sk }] of theirs)
    if (!mine.has(key)) {
      differed = true;
      await engine.send(new DeleteItemCommand({ TableName, Key: { pk: pk!, sk: sk! } }));
    }
  for (const [key, item] of mine)
    if (textOf(item) !== textOf(theirs.get(key))) {
      differed = true;
      await engine.send(new PutItemCommand({ TableName, Item: item }));
    }
  return differed;
}

async function held(client: DynamoDBClient, matter: Matter): Promise<Map<string, Item>> {
  const items = new Map<string, Item>();
  for (const pk of partitionsOf(matter))
    for await (const { Items = [] } of paginateQuery(
      { client },
      {
        TableName,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: { ":pk": pk },
        ConsistentRead: true,
      },
    ))
      for (const item of Items) items.set(JSON.stringify([item["pk"], item["sk"]]), item);
  return items;
}

function textOf(item: Item | undefined): string {
  return JSON.stringify(plain(item));
}
