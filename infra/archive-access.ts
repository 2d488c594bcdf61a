import { Stack } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import type { Context } from "#shared/context";
import type { Deployment } from "./deployment.ts";
import { published } from "./parameters.ts";

/** What a function is given of the archive: the bucket's name, and what its role may do there. */
export type ArchiveAccess = {
  readonly environment: Readonly<Record<string, string>>;
  readonly allow: readonly iam.PolicyStatement[];
  readonly findings: Readonly<Record<string, string>>;
};

/** To write and not to read. */
export function archiveWriter(scope: Construct, { stage }: Deployment): ArchiveAccess {
  const { name, objects, finding } = bucket(scope, stage);
  return {
    environment: { ARCHIVE_BUCKET: name },
    allow: [statement("Archive", "s3:PutObject", objects)],
    findings: {
      [finding]:
        "It puts objects of every dealer and day, whose names are made of their content, into this one bucket.",
    },
  };
}

/** To the consumer of a context whose reactions use the archive, to read; its API, which answers callers, is given nothing. */
export function archiveReader(
  scope: Construct,
  { stage }: Deployment,
  { reactionsUse }: Context,
): ArchiveAccess {
  if (!reactionsUse.includes("archive")) return { environment: {}, allow: [], findings: {} };
  const { name, arn, objects, finding } = bucket(scope, stage);
  return {
    environment: { ARCHIVE_BUCKET: name },
    allow: [
      statement("FindArchived", "s3:ListBucket", arn),
      statement("ReadArchived", "s3:GetObject", objects),
    ],
    findings: {
      [finding]:
        "It reads days of every dealer: whose they are in one call is bounded by its scope, as in the table.",
    },
  };
}

function statement(sid: string, action: string, resource: string): iam.PolicyStatement {
  return new iam.PolicyStatement({ sid, actions: [action], resources: [resource] });
}

/** `finding`: what cdk-nag calls the right to all objects, by the parameter that holds the bucket's name. */
function bucket(scope: Construct, stage: Deployment["stage"]) {
  const stack = Stack.of(scope);
  const name = published(scope, stage, "archive-bucket");
  const arn = stack.formatArn({ service: "s3", region: "", account: "", resource: name });
  const { Ref } = stack.resolve(name) as { Ref: string };
  const finding = `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::<${Ref}>/*]`;
  return { name, arn, objects: `${arn}/*`, finding };
}
