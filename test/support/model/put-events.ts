import type { PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import { AwsError } from "./aws-error.ts";

const maxEntries = 10;
/** All entries of a request together: 256 KB until January 2026, 1 MB since. */
const maxBytes = 1_048_576;
const maxDetailTypeCharacters = 128;

/** Refuses what EventBridge refuses as a whole. Source: API reference, PutEvents. */
export function checkRequest(entries: PutEventsRequestEntry[]): void {
  if (entries.length === 0 || entries.length > maxEntries)
    throw new AwsError(
      "ValidationException",
      `A request has 1 to ${maxEntries} entries, not ${entries.length}.`,
    );
  if (!entries.some((entry) => entry.Source && entry.DetailType && entry.Detail))
    throw new AwsError("ValidationException", "No entry has a Source, a DetailType and a Detail.");
  const bytes = entries.reduce((sum, entry) => sum + entryBytes(entry), 0);
  if (bytes > maxBytes)
    throw new AwsError("ValidationException", "Total size of the entries in the request is over the limit.");
}

/** What is wrong with one entry, as its result says it. */
export function entryFault(
  entry: PutEventsRequestEntry,
): { ErrorCode: string; ErrorMessage: string } | undefined {
  for (const field of ["Source", "DetailType", "Detail"] as const)
    if (!entry[field]) return invalid(field, `${field} is a required argument.`);
  if ((entry.DetailType ?? "").length > maxDetailTypeCharacters)
    return invalid("DetailType", `DetailType is longer than ${maxDetailTypeCharacters} characters.`);
  if (entry.Source?.startsWith("aws."))
    return { ErrorCode: "NotAuthorizedForSourceException", ErrorMessage: "Not authorized for the source." };
  if (!isJsonObject(entry.Detail ?? ""))
    return { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };
  return undefined;
}

function invalid(field: string, reason: string) {
  return { ErrorCode: "InvalidArgument", ErrorMessage: `Parameter ${field} is not valid. Reason: ${reason}` };
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** Source: EventBridge user guide, "Calculating PutEvents event entry size"; a time counts 14 bytes. */
function entryBytes({ Time, Source, DetailType, Detail, Resources }: PutEventsRequestEntry): number {
  const texts = [Source ?? "", DetailType ?? "", Detail ?? "", ...(Resources ?? [])];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), Time === undefined ? 0 : 14);
}
