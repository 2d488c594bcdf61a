import { bindingsOf, refuseUnused } from "./bindings.ts";
import type { Entry, Position } from "./collection.ts";
import { comparePositions, lowerBound } from "./collection.ts";
import type { Operation } from "./database.ts";
import { keyConditionOf } from "./key-conditions.ts";
import { refuseKeyFilter } from "./key-filters.ts";
import { keyText } from "./keys.ts";
import type { ReadInput } from "./reading.ts";
import { answer, sourceOf } from "./reading.ts";
import { invalid } from "./refusals.ts";
import { checkParameters, refuseLegacy } from "./validation.ts";

type QueryInput = ReadInput & { KeyConditionExpression?: string; ScanIndexForward?: boolean };

export const queryOperations: Record<string, Operation> = {
  Query(database, raw) {
    checkParameters({ ...raw, Limit: undefined }, "TableName");
    if (raw.Limit === 0) {
      throw invalid(
        "1 validation error detected: Value at 'Limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
      );
    }
    refuseLegacy(raw);
    const input = raw as QueryInput;
    const { KeyConditionExpression, FilterExpression, ProjectionExpression } = input;
    const bindings = bindingsOf(raw, { FilterExpression, ProjectionExpression, KeyConditionExpression });
    if (KeyConditionExpression === undefined) {
      throw invalid(
        "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.",
      );
    }
    const source = sourceOf(database, input, bindings);
    const condition = keyConditionOf(KeyConditionExpression, bindings, source.schema);
    refuseUnused(bindings);
    refuseKeyFilter(source, bindings);
    const hash = keyText(condition.hash);
    const forward = input.ScanIndexForward !== false;
    if (source.start && source.start.hash !== hash) {
      throw invalid("The provided starting key is outside query boundaries based on provided conditions");
    }
    const partition = source.entries.get(hash) ?? [];
    const interval = resumed(partition, condition.interval(partition), source.start, forward);
    return answer(database, input, source, bindings, walk(partition, interval, forward));
  },
};

type Interval = { from: number; to: number };

/** What is left of an interval behind the position where the last page ended. */
function resumed(
  partition: Entry[],
  { from, to }: Interval,
  start: Position | undefined,
  forward: boolean,
): Interval {
  if (!start) return { from, to };
  if (forward) {
    const after = lowerBound(partition, (entry) => comparePositions(entry, start) <= 0);
    return { from: Math.max(from, after), to };
  }
  return {
    from,
    to: Math.min(
      to,
      lowerBound(partition, (entry) => comparePositions(entry, start) < 0),
    ),
  };
}

function* walk(partition: Entry[], { from, to }: Interval, forward: boolean): Generator<Entry> {
  if (forward) for (let at = from; at < to; at++) yield partition[at]!;
  else for (let at = to - 1; at >= from; at--) yield partition[at]!;
}
