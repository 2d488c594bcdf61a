import { DynamoDBClient, paginateQuery } from "@aws-sdk/client-dynamodb";
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { inject } from "vitest";
import { type Mail, readMails } from "#local/demo/mails";
import { each } from "#local/seed/calling";
import { clientOf } from "./contract/engine.ts";

/* What a journey can see beside the API: mails as SES took them, the event log, the queues. */

/** The mails whose text holds a word, such as an order's id, or that went to an address. */
export async function mailsAbout(about: string): Promise<Mail[]> {
  const all = await readMails(inject("cloud").mails);
  return all.filter(({ to, text }) => text.includes(about) || to.includes(about));
}

export type Event = { type: string; data: Record<string, unknown> };

/** As `shared/events.ts` spreads a day, and keys write numbers. */
const shards = ["0000000000000000", "0000000000000001", "0000000000000002", "0000000000000003"];

/** The events of the last two days that name something anywhere in their data. */
export async function eventsOf(dealer: string, about: string): Promise<Event[]> {
  const days = [0, 1].map((ago) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10));
  const partitions = days.flatMap((day) => shards.map((shard) => `${dealer}#events#${day}#${shard}`));
  const items = await Promise.all(partitions.map(partition));
  return items
    .flat()
    .map((item) => item["event"] as Event)
    .filter(({ data }) => JSON.stringify(data).includes(about));
}

/** Every item of a partition of the platform's table. */
export async function partition(pk: string): Promise<Record<string, unknown>[]> {
  const cloud = inject("cloud");
  const client = new DynamoDBClient(clientOf(cloud));
  const asked = {
    TableName: cloud.outputs.TableName,
    KeyConditionExpression: "pk = :pk",
    ExpressionAttributeValues: { ":pk": { S: pk } },
    ConsistentRead: true,
  };
  const items: Record<string, unknown>[] = [];
  for await (const { Items = [] } of paginateQuery({ client }, asked))
    items.push(...Items.map((item) => unmarshall(item)));
  return items;
}

/** True when no queue but the dead letters' holds a message, waiting or being worked on. */
export async function queuesAreEmpty(): Promise<boolean> {
  const sqs = new SQSClient(clientOf(inject("cloud")));
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ MaxResults: 1000 }));
  const counts = await each(
    QueueUrls.filter((url) => !/dead|dlq/i.test(url)),
    8,
    async (QueueUrl) => {
      const { Attributes = {} } = await sqs.send(
        new GetQueueAttributesCommand({
          QueueUrl,
          AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
        }),
      );
      return Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0);
    },
  );
  return counts.every((count) => count === 0);
}

/** What lies in the dead-letter queues, by queue. */
export async function deadLetters(): Promise<Record<string, number>> {
  const sqs = new SQSClient(clientOf(inject("cloud")));
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ MaxResults: 1000 }));
  const dead = QueueUrls.filter((url) => /dead|dlq/i.test(url));
  const counts = await each(dead, 8, async (QueueUrl) => {
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["ApproximateNumberOfMessages"] }),
    );
    return [QueueUrl.split("/").at(-1) ?? "", Number(Attributes["ApproximateNumberOfMessages"])] as const;
  });
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}
