import { AwsError } from "../aws-error.ts";
import type { Item } from "./attribute-values.ts";

export function invalid(message: string): AwsError {
  return new AwsError("ValidationException", message);
}

export function invalidParameter(message: string): AwsError {
  return invalid(`One or more parameter values were invalid: ${message}`);
}

export function notFound(message = "Requested resource not found"): AwsError {
  return new AwsError("ResourceNotFoundException", message);
}

export function conditionFailed(item: Item | undefined): AwsError {
  return new AwsError("ConditionalCheckFailedException", "The conditional request failed", {
    body: item ? { Item: item } : {},
  });
}
