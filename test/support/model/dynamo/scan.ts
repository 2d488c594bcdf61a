import { createHash } from "node:crypto";
import { bindingsOf, refuseUnused } from "./bindings.ts";
import type { Collection, Entry, Position } from "./collection.ts";
import { comparePositions } from "./collection.ts";
import type { Operation } from "./database.ts";
import type { ReadInput } from "./reading.ts";
import { answer, sourceOf } from "./reading.ts";
import { invalid } from "./refusals.ts";
import { checkParameters, constraints, refuseLegacy } from "./validation.ts";

type ScanInput = ReadInput & { Segment?: number; TotalSegments?: number };

export const scanOperations: Record<string, Operation> = {
  Scan(database, raw) {
    checkParameters(raw, "TableName");
    const input = raw as ScanInput;
    const segments = segmentOf(input);
    refuseLegacy(raw);
    const { FilterExpression, ProjectionExpression } = input;
    const bindings = bindingsOf(raw, { FilterExpression, ProjectionExpression });
    const source = sourceOf(database, input, bindings);
    refuseUnused(bindings);
    return answer(database, input, source, bindings, walk(source.entries, source.start, segments));
  },
};

type Segments = { segment: number; total: number };

/** Most parallel scanners (API reference, Scan). */
const MOST_SEGMENTS = 1_000_000;
const RANKS = 2 ** 32;

function segmentOf({ Segment: segment, TotalSegments: total }: ScanInput): Segments {
  const check = constraints();
  check.atLeast("totalSegments", total, 1);
  check.atLeast("segment", segment, 0);
  if (total !== undefined && total > MOST_SEGMENTS) {
    check.violated(
      `Value '${total}' at 'totalSegments' failed to satisfy constraint: Member must have value less than or equal to ${MOST_SEGMENTS}`,
    );
  }
  check.refuse();
  if (segment === undefined && total !== undefined) {
    throw invalid(
      "The Segment parameter is required but was not present in the request when parameter TotalSegments is present",
    );
  }
  if (segment !== undefined && total === undefined) {
    throw invalid(
      "The TotalSegments parameter is required but was not present in the request when Segment parameter is present",
    );
  }
  if (segment === undefined || total === undefined) return { segment: 0, total: 1 };
  if (segment >= total) {
    throw invalid(
      `The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ${segment} is not less than TotalSegments: ${total}`,
    );
  }
  return { segment, total };
}

/** Partitions in the order of a digest of their key, as far from sorted as DynamoDB's own hash order is. */
function* walk(
  entries: Collection,
  start: Position | undefined,
  { segment, total }: Segments,
): Generator<Entry> {
  const low = (segment * RANKS) / total;
  const high = ((segment + 1) * RANKS) / total;
  const ranked = [...entries.keys()]
    .map((hash) => ({ hash, rank: rankOf(hash) }))
    .filter(({ rank }) => rank >= low && rank < high)
    .toSorted(compareRanks);
  const from = start && { hash: start.hash, rank: rankOf(start.hash) };
  for (const partition of ranked) {
    const order = from ? compareRanks(partition, from) : 1;
    if (order < 0) continue;
    for (const entry of entries.get(partition.hash)!) {
      if (start && order === 0 && comparePositions(entry, start) <= 0) continue;
      yield entry;
    }
  }
}

type Ranked = { hash: string; rank: number };

function compareRanks(one: Ranked, other: Ranked): number {
  return one.rank - other.rank || (one.hash < other.hash ? -1 : one.hash > other.hash ? 1 : 0);
}

function rankOf(hash: string): number {
  return createHash("md5").update(hash).digest().readUInt32BE(0);
}
