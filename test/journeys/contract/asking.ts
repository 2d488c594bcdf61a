import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { clientOf, type ContractCloud } from "./engine.ts";

type Answer = {
  status: number;
  headers: Headers;
  event: {
    routeKey: string;
    body: string;
    isBase64Encoded: boolean;
    requestContext: { authorizer?: { jwt: { claims: Record<string, string> } } };
  };
  environment: Record<string, string>;
  node: string;
  process: number;
};

/** Asks the API through the proxy; the echo function tells what it saw. */
export async function ask(cloud: ContractCloud, path: string, init?: RequestInit): Promise<Answer> {
  const answer = await fetch(cloud.api + path, init);
  return {
    status: answer.status,
    headers: answer.headers,
    ...((await answer.json()) as Omit<Answer, "status" | "headers">),
  };
}

export function bearer(token: string): RequestInit {
  return { headers: { authorization: `Bearer ${token}` } };
}

type Heard = { detail: { id: string; poison: boolean } };

/** What a queue holds, taken from it. */
export async function receive(cloud: ContractCloud, queue: string): Promise<Heard[]> {
  const sqs = new SQSClient(clientOf(cloud));
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queue }));
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
  );
  return Messages.map(({ Body }) => JSON.parse(Body ?? "") as Heard);
}

export async function write(
  cloud: ContractCloud,
  sk: string,
  more: NonNullable<PutItemCommandInput["Item"]>,
): Promise<void> {
  await table(cloud).send(
    new PutItemCommand({
      TableName: cloud.outputs.TableName,
      Item: { pk: { S: "contract" }, sk: { S: sk }, ...more },
    }),
  );
}

export async function touch(cloud: ContractCloud, sk: string): Promise<void> {
  const key = { TableName: cloud.outputs.TableName, Key: { pk: { S: "contract" }, sk: { S: sk } } };
  const set = {
    UpdateExpression: "SET touched = :yes",
    ExpressionAttributeValues: { ":yes": { BOOL: true } },
  };
  await table(cloud).send(new UpdateItemCommand({ ...key, ...set }));
}

export async function item(
  cloud: ContractCloud,
  sk: string,
): Promise<Record<string, { N?: string }> | undefined> {
  const Key = { pk: { S: "contract" }, sk: { S: sk } };
  const { Item } = await table(cloud).send(new GetItemCommand({ TableName: cloud.outputs.TableName, Key }));
  return Item;
}

/** How often the consumer saw an event. */
export async function seen(cloud: ContractCloud, id: string): Promise<number | undefined> {
  const times = (await item(cloud, `seen#${id}`))?.["times"]?.N;
  return times === undefined ? undefined : Number(times);
}

function table(cloud: ContractCloud): DynamoDBClient {
  return new DynamoDBClient(clientOf(cloud));
}
