import { ArnFormat, Stack } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import type { Use } from "#shared/context";
import type { Deployment } from "./deployment.ts";
import { names } from "./names.ts";
import { published } from "./parameters.ts";

/**
 * What one function of a context may do to other services, by its manifest. Whatever reads a list may need the root
 * secret: where a list goes on is sealed with it.
 */
export function useStatements(
  scope: Construct,
  deployment: Deployment,
  uses: readonly Use[],
): iam.PolicyStatement[] {
  return [...new Set<Use>(["root-secret", ...uses])].flatMap(
    (use) => statements[use]?.(scope, deployment) ?? [],
  );
}

type Statement = (scope: Construct, deployment: Deployment) => iam.PolicyStatement;

const statements: Record<Use, Statement | undefined> = {
  "root-secret": (scope, { stage }) =>
    new iam.PolicyStatement({
      sid: "RootSecret",
      actions: ["secretsmanager:GetSecretValue"],
      resources: [published(scope, stage, "root-secret-arn")],
    }),
  mail: (scope, { settings }) =>
    new iam.PolicyStatement({
      sid: "Mail",
      actions: ["ses:SendEmail"],
      resources: [
        Stack.of(scope).formatArn({
          service: "ses",
          resource: "identity",
          resourceName: settings.mailFrom,
        }),
      ],
    }),
  "staff-accounts": onPool("StaffAccounts", "staff-pool-id", "AdminGetUser"),
  "staff-invitations": onPool("StaffInvitations", "staff-pool-id", "AdminGetUser", "AdminCreateUser"),
  "staff-sign-out": onPool("StaffSignOut", "staff-pool-id", "AdminUserGlobalSignOut"),
  "customer-accounts": onPool("CustomerAccounts", "customer-pool-id", "AdminGetUser"),
  // It follows from the context having a queue: see ContextApi and ContextConsumer.
  "own-queue": undefined,
  "api-url": undefined,
  // Read by reactions alone: see archiveReader.
  archive: undefined,
};

function onPool(sid: string, pool: "staff-pool-id" | "customer-pool-id", ...actions: string[]): Statement {
  return (scope, { stage }) =>
    new iam.PolicyStatement({
      sid,
      actions: actions.map((action) => `cognito-idp:${action}`),
      resources: [
        Stack.of(scope).formatArn({
          service: "cognito-idp",
          resource: "userpool",
          resourceName: published(scope, stage, pool),
        }),
      ],
    });
}

/**
 * What the edge says to the API, where there is one: who answers calls compares it. Known by name and not by its generated id: the edge, which makes it, is deployed after the functions that read it.
 */
export function originSecret(scope: Construct, { stage, settings }: Deployment): iam.PolicyStatement[] {
  if (!settings.edge) return [];
  const statement = new iam.PolicyStatement({
    sid: "OriginSecret",
    actions: ["secretsmanager:GetSecretValue"],
    resources: [
      Stack.of(scope).formatArn({
        service: "secretsmanager",
        resource: "secret",
        resourceName: `${names(stage).edgeSecret}-??????`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    ],
  });
  return [statement];
}
