import { AwsError } from "../aws-error.ts";
import type { Item } from "./attribute-values.ts";

/** Runs every part; if one or more refuse, throws TransactionCanceledException with a reason for each part. */
export function attemptAll<Result>(parts: (() => Result)[]): Result[] {
  const results: Result[] = [];
  const reasons = parts.map((part): Reason => {
    try {
      results.push(part());
      return { Code: "None" };
    } catch (error) {
      if (error instanceof AwsError) return reasonOf(error);
      throw error;
    }
  });
  if (results.length === parts.length) return results;
  const codes = reasons.map((reason) => reason.Code).join(", ");
  throw new AwsError(
    "TransactionCanceledException",
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { body: { CancellationReasons: reasons } },
  );
}

function reasonOf(error: AwsError): Reason {
  const failed = error.name === "ConditionalCheckFailedException";
  return {
    Code: failed ? "ConditionalCheckFailed" : "ValidationError",
    Message: error.message,
    ...(error.body.Item ? { Item: error.body.Item as Item } : {}),
  };
}

/** Why one member of a transaction stopped it; `None` for those that did not. */
type Reason = { Code: string; Message?: string; Item?: Item };
