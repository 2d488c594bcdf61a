import { RemovalPolicy } from "aws-cdk-lib";
import * as ddb from "aws-cdk-lib/aws-dynamodb";
import * as kms from "aws-cdk-lib/aws-kms";
import { Construct } from "constructs";
import type { Slot } from "#shared/keys";
import { names } from "./names.ts";
import type { Deployment } from "./deployment.ts";

export const slots: readonly Slot[] = ["gs1", "gs2", "gs3", "gs4", "gs5"];

/**
 * The one table. Its index slots are there from the first deployment, because an index costs a change of the
 * whole table later: an entity names its question and takes a slot.
 */
export class PlatformTable extends Construct {
  readonly table: ddb.Table;
  readonly key: kms.Key;

  constructor(scope: Construct, { stage, settings }: Pick<Deployment, "stage" | "settings">) {
    super(scope, "Table");
    const removalPolicy = settings.keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    this.key = new kms.Key(this, "Key", {
      description: `Encrypts table ${names(stage).table}`,
      enableKeyRotation: true,
      removalPolicy,
    });
    const maximum = {
      maxReadRequestUnits: settings.tableMaximum.reads,
      maxWriteRequestUnits: settings.tableMaximum.writes,
    };
    this.table = new ddb.Table(this, "Table", {
      tableName: names(stage).table,
      partitionKey: text("pk"),
      sortKey: text("sk"),
      billingMode: ddb.BillingMode.PAY_PER_REQUEST,
      ...maximum,
      stream: ddb.StreamViewType.NEW_AND_OLD_IMAGES,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: "_ttl",
      encryption: ddb.TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: this.key,
      deletionProtection: settings.keepsData,
      removalPolicy,
    });
    for (const slot of slots)
      this.table.addGlobalSecondaryIndex({
        indexName: slot,
        partitionKey: text(`${slot}pk`),
        sortKey: text(`${slot}sk`),
        projectionType: ddb.ProjectionType.ALL,
        ...maximum,
      });
  }
}

function text(name: string): ddb.Attribute {
  return { name, type: ddb.AttributeType.STRING };
}
