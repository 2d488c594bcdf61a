import { Stack } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import type { Context } from "#shared/context";
import { names } from "./names.ts";
import type { Stage } from "./stages.ts";
import { slots } from "./table.ts";

type Place = { readonly scope: Construct; readonly stage: Stage; readonly keyArn: string };

const reading = ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"];
const writing = [
  "dynamodb:PutItem",
  "dynamodb:UpdateItem",
  "dynamodb:DeleteItem",
  "dynamodb:ConditionCheckItem",
];

/**
 * What the functions of a context may do to the table, derived from its manifest: everything to its own items,
 * and to the others' only the pieces it is lent. Roles bound contexts; the kernel's key guard bounds dealers.
 */
export function tableStatements(context: Context, place: Place): iam.PolicyStatement[] {
  const lent = lending(context);
  return [
    onItems(place, "OwnItems", [...reading, ...writing], [partition(context.name)]),
    onItems(
      place,
      "EventsTimersAudit",
      ["dynamodb:PutItem"],
      [partition("events"), timers, partition("audit")],
    ),
    onItems(place, "Lookups", ["dynamodb:GetItem"], lent.lookedUp),
    ...(lent.read.length > 0 ? [onItems(place, "OthersItems", reading, lent.read)] : []),
    ...(lent.written.length > 0 ? [onItems(place, "OthersPieces", writing, lent.written)] : []),
    ...(lent.keepsSettings
      ? [onItems(place, "Settings", ["dynamodb:PutItem", "dynamodb:UpdateItem"], [partition("settings")])]
      : []),
    throughTable(place),
  ];
}

const timers = "platform#timers#*";

/** The sweep takes what is due and sends it on. */
export function timerStatements(place: Place): iam.PolicyStatement[] {
  const actions = ["dynamodb:GetItem", "dynamodb:Query", ...writing];
  return [onItems(place, "Timers", actions, [timers]), throughTable(place)];
}

/** The table is encrypted under a key of ours: whoever uses the table uses the key, and only through the table. */
export function throughTable({ scope, keyArn }: Pick<Place, "scope" | "keyArn">): iam.PolicyStatement {
  const { region } = Stack.of(scope);
  return new iam.PolicyStatement({
    sid: "TableKey",
    actions: [
      "kms:Decrypt",
      "kms:DescribeKey",
      "kms:Encrypt",
      "kms:GenerateDataKey",
      "kms:ReEncryptFrom",
      "kms:ReEncryptTo",
    ],
    resources: [keyArn],
    conditions: { StringEquals: { "kms:ViaService": `dynamodb.${region}.amazonaws.com` } },
  });
}

function lending(context: Context) {
  // A fresh route reads the caller's membership again, which is identity's item.
  const fresh = Object.values(context.routes).some((route) => route.fresh);
  return {
    lookedUp: [partition("settings"), ...(fresh ? [partition("identity")] : [])],
    read: context.reads.map(partition),
    written: context.writes.map(partition),
    keepsSettings: context.entities.some(({ definition }) =>
      definition.key.pk.startsWith("{dealer}#settings#"),
    ),
  };
}

function partition(context: string): string {
  return `*#${context}#*`;
}

function onItems(
  { scope, stage }: Place,
  sid: string,
  actions: string[],
  partitions: string[],
): iam.PolicyStatement {
  const table = Stack.of(scope).formatArn({
    service: "dynamodb",
    resource: "table",
    resourceName: names(stage).table,
  });
  const indexes = actions.includes("dynamodb:Query") ? slots.map((slot) => `${table}/index/${slot}`) : [];
  return new iam.PolicyStatement({
    sid,
    actions,
    resources: [table, ...indexes],
    conditions: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": partitions } },
  });
}
