/**
 * What an AWS service answers instead of a result. `name` is the exception's wire name, `status` the HTTP status,
 * `body` the members beside the message (`Item`, `CancellationReasons`, …).
 *
 * @example throw new AwsError("ResourceNotFoundException", "Requested resource not found")
 */
export class AwsError extends Error {
  readonly status: number;
  readonly body: Record<string, unknown>;

  constructor(
    name: string,
    message: string,
    options: { status?: number; body?: Record<string, unknown> } = {},
  ) {
    super(message);
    this.name = name;
    this.status = options.status ?? 400;
    this.body = options.body ?? {};
  }
}
