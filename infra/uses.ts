import { ArnFormat, Stack } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import type { Context, Use } from "#shared/context";
import type { Deployment } from "./deployment.ts";
import { names } from "./names.ts";
import { published } from "./parameters.ts";

/** What a context may do to other services, by the `uses` of its manifest. Every route may need the root secret: cursors are signed with it. */
export function useStatements(
  scope: Construct,
  deployment: Deployment,
  context: Context,
): iam.PolicyStatement[] {
  const used = new Set<Use>(["root-secret", ...context.uses]);
  return [
    ...[...used].flatMap((use) => statements[use]?.(scope, deployment) ?? []),
    ...(deployment.settings.edge ? [originSecretStatement(scope, deployment)] : []),
  ];
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
  "staff-pool": (scope, deployment) => poolStatement(scope, deployment, "StaffPool", "staff-pool-id"),
  "customer-pool": (scope, deployment) =>
    poolStatement(scope, deployment, "CustomerPool", "customer-pool-id"),
  "api-url": undefined,
  // Read by reactions alone: see archiveReader.
  archive: undefined,
};

function poolStatement(
  scope: Construct,
  { stage }: Deployment,
  sid: string,
  pool: "staff-pool-id" | "customer-pool-id",
): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid,
    actions: [
      "cognito-idp:AdminCreateUser",
      "cognito-idp:AdminGetUser",
      "cognito-idp:AdminDisableUser",
      "cognito-idp:AdminEnableUser",
      "cognito-idp:AdminUserGlobalSignOut",
      "cognito-idp:AdminUpdateUserAttributes",
      "cognito-idp:AdminDeleteUser",
    ],
    resources: [
      Stack.of(scope).formatArn({
        service: "cognito-idp",
        resource: "userpool",
        resourceName: published(scope, stage, pool),
      }),
    ],
  });
}

/** Known by name and not by its generated id: the edge, which makes it, is deployed after the functions that read it. */
function originSecretStatement(scope: Construct, { stage }: Deployment): iam.PolicyStatement {
  return new iam.PolicyStatement({
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
}
