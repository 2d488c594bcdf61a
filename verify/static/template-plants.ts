import { judged, type Resources, unguarded } from "./own-rules.ts";

type Fields = Record<string, unknown>;
type Plant = {
  readonly name: string;
  readonly of: string;
  /** Which of that kind, where not any will do. */
  readonly if?: (properties: Fields) => boolean;
  readonly spoil: (properties: Fields) => void;
};

const dead = ({ QueueName }: Fields): boolean => String(QueueName).endsWith("-dead");
const policies = ({ Policies }: Fields) =>
  (Policies ?? []) as { PolicyDocument: { Statement: { Action: unknown; Resource: unknown }[] } }[];
const lends = (role: Fields): boolean => policies(role).length > 0;
const statement = (role: Fields) => policies(role)[0]!.PolicyDocument.Statement[0]!;

/** Ways in which a template of production can be worse than ours, each in one resource. */
const all: readonly Plant[] = [
  {
    name: "a table without point-in-time recovery",
    of: "AWS::DynamoDB::Table",
    spoil: without("PointInTimeRecoverySpecification"),
  },
  {
    name: "a table that one click deletes",
    of: "AWS::DynamoDB::Table",
    spoil: without("DeletionProtectionEnabled"),
  },
  { name: "a table under AWS's own key", of: "AWS::DynamoDB::Table", spoil: without("SSESpecification") },
  { name: "a table without a stream", of: "AWS::DynamoDB::Table", spoil: without("StreamSpecification") },
  {
    name: "a table that forgets nothing",
    of: "AWS::DynamoDB::Table",
    spoil: without("TimeToLiveSpecification"),
  },
  {
    name: "a queue without dead letters",
    of: "AWS::SQS::Queue",
    if: (queue) => !dead(queue),
    spoil: without("RedrivePolicy"),
  },
  {
    name: "a queue that tries a hundred times",
    of: "AWS::SQS::Queue",
    if: (queue) => !dead(queue),
    spoil: (queue) => void ((queue["RedrivePolicy"] as Fields)["maxReceiveCount"] = 100),
  },
  { name: "a queue in clear text", of: "AWS::SQS::Queue", spoil: without("SqsManagedSseEnabled") },
  {
    name: "dead letters that are gone after four days",
    of: "AWS::SQS::Queue",
    if: dead,
    spoil: without("MessageRetentionPeriod"),
  },
  {
    name: "a consumer that fails whole batches",
    of: "AWS::Lambda::EventSourceMapping",
    if: ({ StartingPosition }) => StartingPosition === undefined,
    spoil: without("FunctionResponseTypes"),
  },
  { name: "logs that are kept for ever", of: "AWS::Logs::LogGroup", spoil: without("RetentionInDays") },
  {
    name: "a role that may do everything",
    of: "AWS::IAM::Role",
    if: lends,
    spoil: (role) => void (statement(role).Action = "*"),
  },
  {
    name: "a role that may do everything to tables",
    of: "AWS::IAM::Role",
    if: lends,
    spoil: (role) => void (statement(role).Action = ["dynamodb:*"]),
  },
  {
    name: "a role that may scan",
    of: "AWS::IAM::Role",
    if: lends,
    spoil: (role) => void (statement(role).Action = "dynamodb:Scan"),
  },
  {
    name: "a role that may read every table",
    of: "AWS::IAM::Role",
    if: lends,
    spoil: (role) => void Object.assign(statement(role), { Action: "dynamodb:GetItem", Resource: "*" }),
  },
  {
    name: "a role for whoever asks",
    of: "AWS::IAM::Role",
    spoil: (role) =>
      void (role["AssumeRolePolicyDocument"] = { Statement: [{ Effect: "Allow", Principal: { AWS: "*" } }] }),
  },
  {
    name: "a bucket that may be public",
    of: "AWS::S3::Bucket",
    spoil: without("PublicAccessBlockConfiguration"),
  },
  {
    name: "a rule that drops what it cannot deliver",
    of: "AWS::Events::Rule",
    spoil: (rule) => void delete (rule["Targets"] as Fields[])[0]!["DeadLetterConfig"],
  },
  {
    name: "accounts that one click deletes",
    of: "AWS::Cognito::UserPool",
    spoil: without("DeletionProtection"),
  },
  {
    name: "a route without its authoriser",
    of: "AWS::ApiGatewayV2::Route",
    if: ({ AuthorizationType }) => AuthorizationType === "JWT",
    spoil: (route) => void (route["AuthorizationType"] = "NONE"),
  },
];

export const templatePlants: readonly string[] = all.map(({ name }) => name);

/** Spoils one resource of a copy at a time. @returns the names of what the rules of our own then say. */
export function noticedIn(resources: Resources, open: ReadonlySet<string>): string[] {
  return all.flatMap(({ name, of, if: fits = () => true, spoil }) => {
    const found = Object.entries(resources).find(
      ([, { Type, Properties = {} }]) => Type === of && fits({ ...Properties }),
    );
    if (!found) return [];
    const [id, resource] = found;
    const spoilt = structuredClone(resource) as { Type: string; Properties: Fields };
    spoil(spoilt.Properties);
    const worse = { ...resources, [id]: spoilt };
    return told(worse, open) > told(resources, open) ? [name] : [];
  });
}

function told(resources: Resources, open: ReadonlySet<string>): number {
  return judged("prod", resources).breaches.length + unguarded(resources, open).length;
}

function without(name: string): (properties: Fields) => void {
  return (properties) => void delete properties[name];
}
