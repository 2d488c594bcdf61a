import { accesses } from "#test/support/roles";
import type { Call } from "#test/support/model/request-handler";
import { account, region, tableKey } from "./deployed.ts";

/** One question to a role, as AWS puts it for each call. */
export type Ask = {
  readonly action: string;
  readonly resource: string;
  readonly keys: Readonly<Record<string, string | readonly string[]>>;
};

type Input = Readonly<Record<string, unknown>>;

/**
 * What a call asks of the role of the function that makes it. `named` says what something that the call names is called
 * in production.
 *
 * @example asksOf({ service: "sqs", operation: "SendMessage", input: { QueueUrl } }, named)
 *   // [{ action: "sqs:SendMessage", resource: "arn:aws:sqs:eu-west-2:123456789012:forecourt-prod-orders", keys: {} }]
 */
export function asksOf({ service, operation, input }: Call, named: (name: string) => string): Ask[] {
  return services[service](operation, input, named);
}

type Asking = (operation: string, input: Input, named: (name: string) => string) => Ask[];

const services: Readonly<Record<Call["service"], Asking>> = {
  dynamodb: (operation, input, named) => {
    const table = `table/${named(tableOf(input))}`;
    const index = input["IndexName"] === undefined ? "" : `/index/${String(input["IndexName"])}`;
    return [
      ...accesses(operation, input).map(({ action, partition }) =>
        onItems(action, arn("dynamodb", `${table}${index}`), partition),
      ),
      // The table decrypts for whoever asks it, under their role.
      {
        action: "kms:Decrypt",
        resource: tableKey,
        keys: { "kms:ViaService": `dynamodb.${region}.amazonaws.com` },
      },
    ];
  },
  sqs: (operation, { QueueUrl, QueueName }, named) => {
    const queue = named(String(QueueUrl ?? QueueName));
    return [ask(`sqs:${operation}`, arn("sqs", queue.slice(queue.lastIndexOf("/") + 1)))];
  },
  events: (operation, { Entries }, named) =>
    (Entries as { EventBusName?: string }[]).map(({ EventBusName = "default" }) =>
      ask(`events:${operation}`, arn("events", `event-bus/${named(EventBusName)}`)),
    ),
  secrets: (operation, { SecretId }, named) => [
    ask(`secretsmanager:${operation}`, secretArn(named(String(SecretId)))),
  ],
  s3: (operation, { Bucket, Key }, named) => [
    ask(
      `s3:${operation === "ListObjectsV2" ? "ListBucket" : operation}`,
      `arn:aws:s3:::${named(String(Bucket))}${Key === undefined ? "" : `/${String(Key)}`}`,
    ),
  ],
  ses: (operation, { FromEmailAddress }, named) => {
    const [, address = String(FromEmailAddress)] = /<(.+)>$/.exec(String(FromEmailAddress)) ?? [];
    return [ask(`ses:${operation}`, arn("ses", `identity/${named(address)}`))];
  },
  cognito: (operation, { UserPoolId }, named) =>
    ofPeople.has(operation)
      ? []
      : [ask(`cognito-idp:${operation}`, arn("cognito-idp", `userpool/${named(String(UserPoolId))}`))],
};

/** What people ask Cognito with what they know themselves: no role is looked at. */
const ofPeople = new Set([
  "InitiateAuth",
  "RespondToAuthChallenge",
  "SignUp",
  "ConfirmSignUp",
  "RevokeToken",
]);

/** An action on items of one partition. */
export function onItems(action: string, resource: string, partition: string): Ask {
  return { action, resource, keys: { "dynamodb:LeadingKeys": [partition] } };
}

export function ask(action: string, resource: string): Ask {
  return { action, resource, keys: {} };
}

export function arn(service: string, resource: string): string {
  return `arn:aws:${service}:${region}:${account}:${resource}`;
}

/** One that is known by its name has six letters more in its address. */
function secretArn(id: string): string {
  return id.startsWith("arn:") ? id : arn("secretsmanager", `secret:${id}-AbCdEf`);
}

function tableOf({ TableName, TransactItems, RequestItems }: Input): string {
  if (TableName !== undefined) return String(TableName);
  if (RequestItems) return Object.keys(RequestItems)[0] ?? "";
  const [first = {}] = TransactItems as Record<string, Input>[];
  return String(Object.values(first)[0]?.["TableName"]);
}
