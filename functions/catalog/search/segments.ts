import { newId } from "#shared/ids";
import { transact } from "#shared/transact";
import { Segment, type SegmentList } from "../entities.ts";
import type { Entry } from "./entry.ts";
import { pack, unpack } from "./segment.ts";

/** An answer of DynamoDB has at most 16 MB, and a segment at most 400 KB. */
const segmentsACall = 40;

/**
 * Writes entries as new segments. A crash before the base names them leaves segments that nobody reads and that
 * expire.
 */
export async function store(entries: readonly Entry[]): Promise<SegmentList> {
  const packed = pack(entries).map((each) => ({ ...each, segment: newId("seg") }));
  for (const { segment, bytes } of packed) await transact([Segment.create({ segment, bytes })]);
  return packed.map(({ segment, entries: count }) => ({ segment, entries: count }));
}

/** The entries of segments, segment by segment; undefined when one of them is no longer there. */
export async function readSegments(segments: SegmentList): Promise<Entry[][] | undefined> {
  const groups = Array.from({ length: Math.ceil(segments.length / segmentsACall) }, (_, group) =>
    segments.slice(group * segmentsACall, (group + 1) * segmentsACall),
  );
  const read = await Promise.all(
    groups.map((group) => Segment.findAll(group.map(({ segment }) => ({ segment })))),
  );
  const found = read.flat().filter((one) => one !== undefined);
  return found.length === segments.length ? found.map(({ bytes }) => unpack(bytes)) : undefined;
}
