import { Stack } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import type { Context } from "#shared/context";
import { type Lent, lending, timersLent, triggerLent } from "./lending.ts";
import { names } from "./names.ts";
import type { Stage } from "./stages.ts";
import { slots } from "./table.ts";

type Place = { readonly scope: Construct; readonly stage: Stage; readonly keyArn: string };

/**
 * The statements of what a context is lent. Roles bound contexts, by the partition keys they may name; the kernel's
 * key guard bounds dealers.
 */
export function tableStatements(context: Context, place: Place): iam.PolicyStatement[] {
  return [...lending(context).map((lent) => onItems(place, lent)), throughTable(place)];
}

export function triggerStatements(context: Context, place: Place): iam.PolicyStatement[] {
  return [onItems(place, triggerLent(context)), throughTable(place)];
}

export function timerStatements(place: Place): iam.PolicyStatement[] {
  return [onItems(place, timersLent), throughTable(place)];
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

function onItems(
  { scope, stage }: Place,
  { sid, actions, partitions, byIndex = actions.includes("dynamodb:Query") }: Lent,
): iam.PolicyStatement {
  const table = Stack.of(scope).formatArn({
    service: "dynamodb",
    resource: "table",
    resourceName: names(stage).table,
  });
  const indexes = byIndex ? slots.map((slot) => `${table}/index/${slot}`) : [];
  return new iam.PolicyStatement({
    sid,
    actions: [...actions],
    resources: [table, ...indexes],
    conditions: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": partitions } },
  });
}
