import { registerHooks } from "node:module";
import { arn, ask, type Ask } from "./asks.ts";
import { account } from "./deployed.ts";
import type { Deployed } from "./roles.ts";

type Input = { readonly SecretId?: string; readonly VersionStage?: string; readonly SecretString?: string };
type Call = {
  readonly client: "cloudfront" | "secrets-manager";
  readonly operation: string;
  readonly input: Input;
};

/**
 * What the rotation of the edge's secret asks of its role. It runs on the SDK that Lambda's runtime brings and we have
 * not: here its two clients only write down what is sent through them.
 */
export async function rotating({ environment }: Deployed): Promise<Ask[]> {
  const seen: Ask[] = [];
  const secret = arn("secretsmanager", "secret:forecourt-prod/edge-AbCdEf");
  const distribution = `arn:aws:cloudfront::${account}:distribution/${environment["DISTRIBUTION_ID"]}`;
  const kept: { pending?: string } = {};
  Object.assign(globalThis, {
    [Symbol.for("rotation")]: (call: Call) => {
      const service = call.client === "cloudfront" ? "cloudfront" : "secretsmanager";
      seen.push(ask(`${service}:${call.operation}`, service === "cloudfront" ? distribution : secret));
      return answers[call.operation]?.(call.input, kept) ?? {};
    },
  });
  const hooks = registerHooks({ resolve: recordingClients });
  Object.assign(process.env, { DISTRIBUTION_ID: environment["DISTRIBUTION_ID"] });
  // A module of its own SDK and without types.
  const { rotate } = (await import(String(`../../infra/rotation/index.mjs`))) as {
    rotate: (step: object) => Promise<void>;
  };
  for (const Step of ["createSecret", "setSecret", "testSecret", "finishSecret"])
    await rotate({ Step, SecretId: secret, ClientRequestToken: "new" });
  hooks.deregister();
  return seen;
}

type Answer = (input: Input, kept: { pending?: string }) => unknown;

const answers: Readonly<Record<string, Answer>> = {
  DescribeSecret: () => ({ VersionIdsToStages: { old: ["AWSCURRENT"] } }),
  GetSecretValue: ({ VersionStage }, { pending }) => {
    if (VersionStage !== "AWSPENDING") return { SecretString: `{"current":"one","next":"two"}` };
    if (pending !== undefined) return { SecretString: pending };
    throw Object.assign(new Error("There is none yet."), { name: "ResourceNotFoundException" });
  },
  PutSecretValue: ({ SecretString }, kept) => void (kept.pending = SecretString),
  GetDistributionConfig: () => ({
    ETag: "one",
    DistributionConfig: {
      Origins: {
        Items: [{ CustomHeaders: { Items: [{ HeaderName: "x-origin-verify", HeaderValue: "one" }] } }],
      },
    },
  }),
};

const commands = {
  cloudfront: ["GetDistributionConfig", "UpdateDistribution"],
  "secrets-manager": ["DescribeSecret", "GetSecretValue", "PutSecretValue", "UpdateSecretVersionStage"],
};

/** Of whatever the rotation imports, a command that is not among those above does not resolve: the run says so. */
const recordingClients: Parameters<typeof registerHooks>[0]["resolve"] = (specifier, context, next) => {
  const client = specifier.replace("@aws-sdk/client-", "") as keyof typeof commands;
  if (!(client in commands) || !context.parentURL?.includes("/infra/rotation/"))
    return next(specifier, context);
  const name = client === "cloudfront" ? "CloudFrontClient" : "SecretsManagerClient";
  const source = [
    `export class ${name} { async send({ operation, input }) { return globalThis[Symbol.for("rotation")]({ client: "${client}", operation, input }); } }`,
    ...commands[client].map(
      (operation) =>
        `export class ${operation}Command { operation = "${operation}"; constructor(input) { this.input = input; } }`,
    ),
  ].join("\n");
  return { url: `data:text/javascript,${encodeURIComponent(source)}`, shortCircuit: true };
};
