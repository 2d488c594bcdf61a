import { randomBytes } from "node:crypto";
import {
  CloudFrontClient,
  GetDistributionConfigCommand,
  UpdateDistributionCommand,
} from "@aws-sdk/client-cloudfront";
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { following, withHeader } from "./following.mjs";

const secrets = new SecretsManagerClient({});
const cloudfront = new CloudFrontClient({});

/** The four steps in which Secrets Manager rotates; each may be repeated. */
export async function rotate({ Step, SecretId, ClientRequestToken }) {
  if (Step === "createSecret") await create(SecretId, ClientRequestToken);
  if (Step === "setSecret")
    await tellCloudFront(
      await valueOf(SecretId, { VersionId: ClientRequestToken, VersionStage: "AWSPENDING" }),
    );
  if (Step === "finishSecret") await finish(SecretId, ClientRequestToken);
}

async function create(SecretId, ClientRequestToken) {
  const { VersionIdsToStages = {} } = await secrets.send(new DescribeSecretCommand({ SecretId }));
  const stages = VersionIdsToStages[ClientRequestToken] ?? [];
  if (stages.includes("AWSCURRENT") || (await pending(SecretId, ClientRequestToken))) return;
  const next = following(
    await valueOf(SecretId, { VersionStage: "AWSCURRENT" }),
    randomBytes(36).toString("base64url"),
  );
  await secrets.send(
    new PutSecretValueCommand({
      SecretId,
      ClientRequestToken,
      SecretString: JSON.stringify(next),
      VersionStages: ["AWSPENDING"],
    }),
  );
}

async function pending(SecretId, VersionId) {
  try {
    return await valueOf(SecretId, { VersionId, VersionStage: "AWSPENDING" });
  } catch (error) {
    if (error.name === "ResourceNotFoundException") return undefined;
    throw error;
  }
}

async function tellCloudFront({ current }) {
  const Id = process.env.DISTRIBUTION_ID;
  const { DistributionConfig, ETag } = await cloudfront.send(new GetDistributionConfigCommand({ Id }));
  const changed = withHeader(DistributionConfig, "x-origin-verify", current);
  if (changed)
    await cloudfront.send(new UpdateDistributionCommand({ Id, IfMatch: ETag, DistributionConfig: changed }));
}

async function finish(SecretId, MoveToVersionId) {
  const { VersionIdsToStages = {} } = await secrets.send(new DescribeSecretCommand({ SecretId }));
  const [RemoveFromVersionId] =
    Object.entries(VersionIdsToStages).find(([, stages]) => stages.includes("AWSCURRENT")) ?? [];
  if (RemoveFromVersionId === MoveToVersionId) return;
  await secrets.send(
    new UpdateSecretVersionStageCommand({
      SecretId,
      VersionStage: "AWSCURRENT",
      MoveToVersionId,
      RemoveFromVersionId,
    }),
  );
}

async function valueOf(SecretId, version) {
  const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId, ...version }));
  return JSON.parse(SecretString);
}
