import { Duration, RemovalPolicy } from "aws-cdk-lib";
import * as s3 from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import { acknowledge } from "./acknowledge.ts";

/** Where events live on after the sixty days that the table keeps them; `ArchiveConsumer` fills it. Who touched it is logged beside it. */
export class Archive extends Construct {
  readonly bucket: s3.Bucket;

  constructor(scope: Construct) {
    super(scope, "Archive");
    const closed = {
      encryption: s3.BucketEncryption.S3_MANAGED,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      // In every stage: CloudFormation deletes no bucket that holds something, and a stack that fails to go is worse.
      removalPolicy: RemovalPolicy.RETAIN,
    };
    const access = new s3.Bucket(this, "AccessLogs", {
      ...closed,
      lifecycleRules: [{ expiration: Duration.days(90) }],
    });
    acknowledge(access, { "AwsSolutions-S1": "It holds the access logs; logging those would never end." });
    this.bucket = new s3.Bucket(this, "Bucket", {
      ...closed,
      versioned: true,
      serverAccessLogsBucket: access,
      serverAccessLogsPrefix: "archive/",
      lifecycleRules: [
        {
          transitions: [
            { storageClass: s3.StorageClass.GLACIER_INSTANT_RETRIEVAL, transitionAfter: Duration.days(90) },
          ],
          noncurrentVersionExpiration: Duration.days(30),
          abortIncompleteMultipartUploadAfter: Duration.days(7),
        },
      ],
    });
  }
}
