import { hkdfSync } from "node:crypto";
import { client } from "./aws.ts";
import { config } from "./config.ts";
import { now } from "./time.ts";

/** A derived key and the name of the root it came from, so that roots can be rotated. */
export type DerivedKey = { readonly id: string; readonly key: Buffer };
type Named = { readonly id: string; readonly secret: string };

/** Rotation is noticed within five minutes. */
const keptMilliseconds = 300_000;
const read = new Map<string, { at: number; secrets: Named[] }>();

/**
 * Keys for one purpose, derived (HKDF-SHA256) from the root secret; the newest first, then those that are
 * being rotated out and are still good for reading.
 *
 * @example const [newest] = await derivedKeys("cursor");
 */
export async function derivedKeys(purpose: string): Promise<[DerivedKey, ...DerivedKey[]]> {
  const roots = await secretsOf(config("ROOT_SECRET_ARN").ROOT_SECRET_ARN);
  const [first, ...rest] = roots.map(({ id, secret }) => ({
    id,
    key: Buffer.from(hkdfSync("sha256", secret, "forecourt", purpose, 32)),
  }));
  if (!first) throw new Error("The root secret is empty.");
  return [first, ...rest];
}

/**
 * The values of one secret, which is `{"<id>": "<text>", …}` with the newest first.
 *
 * @example const [current] = await secretsOf(ORIGIN_SECRET_ARN);
 */
export async function secretsOf(arn: string): Promise<Named[]> {
  const kept = read.get(arn);
  if (kept && now() - kept.at < keptMilliseconds) return kept.secrets;
  const { SecretsManagerClient, GetSecretValueCommand } = await import("@aws-sdk/client-secrets-manager");
  const { SecretString = "{}" } = await client(SecretsManagerClient).send(
    new GetSecretValueCommand({ SecretId: arn }),
  );
  const secrets = Object.entries(JSON.parse(SecretString) as Record<string, string>).map(([id, secret]) => ({
    id,
    secret,
  }));
  read.set(arn, { at: now(), secrets });
  return secrets;
}

/** Forgets what was read: tests, and whoever has just rotated. */
export function forgetSecrets(): void {
  read.clear();
}
