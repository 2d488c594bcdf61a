import { CfnOutput, RemovalPolicy, Stack } from "aws-cdk-lib";
import type * as lambda from "aws-cdk-lib/aws-lambda";
import * as secrets from "aws-cdk-lib/aws-secretsmanager";
import * as ses from "aws-cdk-lib/aws-ses";
import type { Construct } from "constructs";
import { acknowledge } from "./acknowledge.ts";
import { Archive } from "./archive.ts";
import { contextsOf, type Deployment } from "./deployment.ts";
import { tableEnvironment } from "./environment.ts";
import { triggerStatements } from "./grants.ts";
import { names, stackName } from "./names.ts";
import { publish } from "./parameters.ts";
import { PlatformFunction } from "./platform-function.ts";
import { Relay } from "./relay.ts";
import { PlatformTable } from "./table.ts";
import { customerPool, type Pool, staffPool } from "./user-pools.ts";
import { triggerSeconds } from "./trigger-seconds.ts";

/** What must not be lost: the table with its relay, the archive, the root secret, the people. */
export class DataStack extends Stack {
  constructor(scope: Construct, deployment: Deployment) {
    const { stage, settings } = deployment;
    super(scope, "Data", {
      stackName: stackName(stage, "data"),
      env: { region: settings.region },
      terminationProtection: settings.keepsData,
    });
    const table = new PlatformTable(this, deployment);
    new Relay(this, deployment, table);
    const archive = new Archive(this);
    const customers = customerPool(this, deployment);
    const staff = staffPool(this, deployment, preTokenGeneration(this, deployment, table));
    new ses.CfnEmailIdentity(this, "Sender", { emailIdentity: settings.mailFrom });
    publish(this, stage, "table-key-arn", table.key.keyArn);
    publish(this, stage, "root-secret-arn", rootSecret(this, deployment).secretArn);
    publish(this, stage, "archive-bucket", archive.bucket.bucketName);
    printed(this, { TableName: table.table.tableName, ArchiveBucket: archive.bucket.bucketName });
    tellPool(this, deployment, "Staff", staff);
    tellPool(this, deployment, "Customer", customers);
  }
}

/** Keys for cursors and signatures are derived from it; it is an object of named roots, so that one can follow another. */
function rootSecret(scope: Construct, { stage, settings }: Deployment): secrets.Secret {
  const secret = new secrets.Secret(scope, "RootSecret", {
    secretName: `${names(stage).prefix}/root`,
    generateSecretString: {
      secretStringTemplate: "{}",
      generateStringKey: "r1",
      passwordLength: 64,
      excludePunctuation: true,
    },
    removalPolicy: settings.keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
  acknowledge(secret, {
    "AwsSolutions-SMG4":
      "A new root is put before the old one by an operator: rotating by the clock would void cursors for nothing.",
  });
  return secret;
}

function preTokenGeneration(
  stack: Stack,
  deployment: Deployment,
  { key }: PlatformTable,
): lambda.Function | undefined {
  const context = contextsOf(deployment).find(({ triggers }) => triggers.preTokenGeneration);
  if (!context) return undefined;
  return new PlatformFunction(stack, "PreTokenGeneration", {
    deployment,
    name: names(deployment.stage).trigger(context.name),
    description: "Writes dealer and roles into the access token of staff.",
    entry: context.name,
    handler: "preTokenGeneration",
    timeoutSeconds: triggerSeconds,
    environment: tableEnvironment(deployment),
    allow: triggerStatements(context, { scope: stack, stage: deployment.stage, keyArn: key.keyArn }),
  }).function;
}

function tellPool(
  stack: Stack,
  { stage }: Deployment,
  kind: "Staff" | "Customer",
  { pool, client }: Pool,
): void {
  const name = kind === "Staff" ? "staff" : "customer";
  publish(stack, stage, `${name}-pool-id`, pool.userPoolId);
  publish(stack, stage, `${name}-client-id`, client.userPoolClientId);
  printed(stack, { [`${kind}PoolId`]: pool.userPoolId, [`${kind}ClientId`]: client.userPoolClientId });
}

function printed(stack: Stack, outputs: Record<string, string>): void {
  for (const [name, value] of Object.entries(outputs)) new CfnOutput(stack, name, { value });
}
