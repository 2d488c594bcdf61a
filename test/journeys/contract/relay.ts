import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import type { DynamoDBStreamEvent } from "aws-lambda";

const bus = new EventBridgeClient({});

/** Puts what the stream's filter let through on the bus. */
export async function handler({ Records }: DynamoDBStreamEvent): Promise<void> {
  console.log(JSON.stringify({ level: "INFO", message: "relaying", records: Records.length }));
  const entries = Records.map(({ dynamodb }) => ({
    EventBusName: process.env["BUS"],
    Source: "forecourt.contract",
    DetailType: "Announced",
    Detail: JSON.stringify({
      id: dynamodb?.NewImage?.["sk"]?.S,
      poison: dynamodb?.NewImage?.["poison"]?.BOOL === true,
    }),
  }));
  await bus.send(new PutEventsCommand({ Entries: entries }));
}
