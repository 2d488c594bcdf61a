import type { Resources, Template } from "../sim/blueprint.ts";

export const account = "123456789012";
export const region = "eu-west-2";

/**
 * What CloudFormation would put in the place of its functions, with names as AWS would give them: a generated name is
 * made of the resource's id, and what one stack publishes is found by the others.
 *
 * @example deployed(templates)(stack, { "Fn::GetAtt": ["Dead", "Arn"] }) // "arn:aws:sqs:eu-west-2:123456789012:orders-dead"
 */
export function deployed(templates: readonly Template[]) {
  const published = new Map<string, () => unknown>();
  for (const stack of templates)
    for (const { Type, Properties = {} } of Object.values(stack.Resources))
      if (Type === "AWS::SSM::Parameter")
        published.set(String(Properties["Name"]), () => resolved(stack, Properties["Value"]));

  function resolved(stack: Template, value: unknown): unknown {
    if (Array.isArray(value)) return value.map((each) => resolved(stack, each));
    if (value === null || typeof value !== "object") return value;
    const {
      Ref: reference,
      "Fn::Join": join,
      "Fn::GetAtt": attribute,
    } = value as { Ref?: string; "Fn::Join"?: [string, unknown[]]; "Fn::GetAtt"?: [string, string] };
    if (join) return join[1].map((each) => resolved(stack, each)).join(join[0]);
    if (attribute) return physical(stack.Resources, attribute[0])[attribute[1]] ?? unknown(attribute[0]);
    if (reference !== undefined) return referred(stack, reference);
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, resolved(stack, each)]));
  }

  function referred(stack: Template, reference: string): unknown {
    const parameter = stack.Parameters?.[reference]?.Default;
    const told = parameter === undefined ? undefined : published.get(parameter);
    return pseudo[reference] ?? told?.() ?? physical(stack.Resources, reference)["Ref"] ?? unknown(reference);
  }

  return resolved;
}

const pseudo: Readonly<Record<string, string>> = {
  "AWS::Partition": "aws",
  "AWS::AccountId": account,
  "AWS::Region": region,
};

/** A resource of a kind that no role of ours names. It matches nothing that a function asks for. */
function unknown(id: string): string {
  return `arn:aws:unknown:${region}:${account}:${id}`;
}

/** What a resource is called, by attribute. */
function physical(resources: Resources, id: string): Readonly<Record<string, string>> {
  const { Type = "", Properties = {} } = resources[id] ?? {};
  const given = (name: string): string => String(Properties[name]);
  return kinds[Type]?.(given, id) ?? {};
}

/** There is one key. */
export const tableKey = arn("kms", "key/1111aaaa-22bb-33cc-44dd-555555eeeeee");

type Named = (given: (name: string) => string, id: string) => Record<string, string>;

const kinds: Readonly<Record<string, Named>> = {
  "AWS::DynamoDB::Table": (given) => {
    const Arn = arn("dynamodb", `table/${given("TableName")}`);
    return { Ref: given("TableName"), Arn, StreamArn: `${Arn}/stream/2026-11-25T09:00:00.000` };
  },
  "AWS::SQS::Queue": (given) => ({
    Ref: `https://sqs.${region}.amazonaws.com/${account}/${given("QueueName")}`,
    Arn: arn("sqs", given("QueueName")),
  }),
  "AWS::S3::Bucket": (_, id) => ({ Ref: id.toLowerCase(), Arn: `arn:aws:s3:::${id.toLowerCase()}` }),
  "AWS::SecretsManager::Secret": (given) => ({
    Ref: arn("secretsmanager", `secret:${given("Name")}-AbCdEf`),
  }),
  "AWS::KMS::Key": () => ({ Arn: tableKey }),
  "AWS::Cognito::UserPool": (_, id) => ({
    Ref: `${region}_${id}`,
    Arn: arn("cognito-idp", `userpool/${region}_${id}`),
  }),
  "AWS::Cognito::UserPoolClient": (_, id) => ({ Ref: id }),
  "AWS::Logs::LogGroup": (given) => ({ Arn: arn("logs", `log-group:${given("LogGroupName")}:*`) }),
  "AWS::CloudFront::Distribution": (_, id) => ({ Ref: id }),
};

function arn(service: string, resource: string): string {
  return `arn:aws:${service}:${region}:${account}:${resource}`;
}
