import * as ssm from "aws-cdk-lib/aws-ssm";
import { Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { Stage } from "./stages.ts";

/** Ids that AWS invents and that another stack needs. */
export type Parameter =
  | "table-key-arn"
  | "root-secret-arn"
  | "archive-bucket"
  | "staff-pool-id"
  | "staff-client-id"
  | "customer-pool-id"
  | "customer-client-id"
  | "api-id"
  | "staff-authorizer-id"
  | "customer-authorizer-id";

/**
 * Publishes a generated id. Parameters and never exports: an export locks the stack that made it for as long
 * as another one reads it.
 */
export function publish(scope: Construct, stage: Stage, name: Parameter, value: string): void {
  new ssm.StringParameter(scope, `Published-${name}`, {
    parameterName: parameterName(stage, name),
    stringValue: value,
  });
}

/** Reads at deployment what an earlier stack published. */
export function published(scope: Construct, stage: Stage, name: Parameter): string {
  return ssm.StringParameter.valueForStringParameter(Stack.of(scope), parameterName(stage, name));
}

export function parameterName(stage: Stage, name: Parameter): string {
  return `/forecourt/${stage}/${name}`;
}
