import { AwsError } from "./aws-error.ts";
import { answering } from "./operations.ts";

/** Secrets Manager's `GetSecretValue`, over a map from name or ARN to text. */
export function createSecrets(values: Record<string, string>) {
  return answering({
    GetSecretValue({ SecretId }: { SecretId: string }) {
      const SecretString = values[SecretId];
      if (SecretString === undefined)
        throw new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
      return { ARN: SecretId, Name: SecretId, SecretString };
    },
  });
}
