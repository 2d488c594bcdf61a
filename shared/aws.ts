import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { guardKeys } from "./guard.ts";

type Handler = NonNullable<NonNullable<ConstructorParameters<typeof DynamoDBClient>[0]>["requestHandler"]>;
type Settings = {
  requestHandler?: Handler;
  region?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string };
  maxAttempts?: number;
};

let settings: Settings = {};
const clients = new Map<string, unknown>();

/**
 * One client per service and process, made on first use. The heavier clients are imported only by the
 * functions that call them.
 *
 * @example const { SQSClient } = await import("@aws-sdk/client-sqs"); const sqs = client(SQSClient);
 */
export function client<C>(Client: new (settings: Settings) => C): C {
  let found = clients.get(Client.name) as C | undefined;
  if (!found) {
    found = new Client({ ...settings });
    clients.set(Client.name, found);
  }
  return found;
}

/** The table's client, with the key guard on: every call of every context passes it. */
export function dynamo(): DynamoDBClient {
  let found = clients.get("dynamo") as DynamoDBClient | undefined;
  if (!found) {
    found = new DynamoDBClient({ ...settings });
    // The SDK filters every output for a logger that is not there: a 20-item query costs 0.46x without.
    found.middlewareStack.remove("loggerMiddleware");
    found.middlewareStack.add(guardKeys, { step: "initialize", name: "forecourtKeyGuard" });
    clients.set("dynamo", found);
  }
  return found;
}

/** Only tests connect clients to something else than the environment says (the in-process AWS model). */
export function connect(to: Settings = {}): void {
  settings = to;
  clients.clear();
}
