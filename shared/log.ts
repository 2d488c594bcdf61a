import { Logger } from "@aws-lambda-powertools/logger";
import type { Metrics } from "@aws-lambda-powertools/metrics";
import { scopeIfAny } from "./scope.ts";

let logger: Logger | undefined;
let metrics: Metrics | undefined;

type Fields = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/**
 * One structured line. It takes flat facts (ids, counts, codes), never a body, a record or an event.
 *
 * @example log.info("request", { route: "GET /v1/orders", status: 200, milliseconds: 12 });
 */
export const log = {
  info: (message: string, fields: Fields = {}) => lines().info(message, { ...whose(), ...fields }),
  warn: (message: string, fields: Fields = {}) => lines().warn(message, { ...whose(), ...fields }),
  /** The error's name, message and stack are logged; the caller is told none of it. */
  error: (message: string, error: unknown, fields: Fields = {}) =>
    lines().error(message, {
      ...whose(),
      ...fields,
      error: error instanceof Error ? error : new Error(String(error)),
    }),
};

/**
 * Counts something that an alarm may watch. The dealer is a property of the line, never a dimension. Counting is
 * rare, so its code is loaded at the first count and costs no start anything.
 */
export async function countMetric(name: string, by = 1): Promise<void> {
  const { Metrics, MetricUnit } = await import("@aws-lambda-powertools/metrics");
  metrics ??= new Metrics();
  const dealer = scopeIfAny()?.dealer;
  if (dealer) metrics.addMetadata("dealer", dealer);
  metrics.addMetric(name, MetricUnit.Count, by);
  metrics.publishStoredMetrics();
}

function whose(): Fields {
  const scope = scopeIfAny();
  if (!scope) return {};
  return {
    dealer: scope.dealer,
    context: scope.context,
    action: scope.action,
    correlation: scope.correlation,
    caller_kind: scope.caller.kind,
  };
}

function lines(): Logger {
  logger ??= new Logger();
  return logger;
}
