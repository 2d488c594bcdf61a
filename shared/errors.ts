/**
 * What a caller may know about a request that was not carried out: it becomes an RFC 9457 problem answer.
 * Everything else that is thrown becomes a 500 without detail and a full log line.
 *
 * @example throw new Refusal(409, "vehicle_taken", "Somebody else holds this vehicle.");
 */
export class Refusal extends Error {
  override readonly name = "Refusal";
  /** HTTP status, 400-599. */
  readonly status: number;
  /** Stable snake_case word that programs may branch on; documented in OpenAPI. */
  readonly code: string;
  /** Members added to the problem document, such as `errors` or `retry_after_seconds`. */
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(status: number, code: string, message: string, extra: Record<string, unknown> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.extra = extra;
  }
}

/**
 * The answer for what does not exist, and, word for word the same, for what belongs to somebody else.
 *
 * @example throw missing("Order");
 */
export function missing(what: string): Refusal {
  return new Refusal(
    404,
    "not_found",
    `There is no such ${what.replace(/(?<=[a-z])[A-Z]/g, " $&").toLowerCase()}.`,
  );
}

/** Another writer was first and the retries are used up; nothing was written and the caller may try again. */
export function busy(): Refusal {
  return new Refusal(503, "busy", "Too many changes at once. Nothing was changed; please try again.", {
    retry_after_seconds: 1,
  });
}
