import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { Reply } from "./api.ts";
import type { Forecourt } from "./forecourt.ts";

/** The stored items of one entity, by the entity's name. */
export function stored(world: Forecourt, kind: string): Record<string, unknown>[] {
  return world
    .table()
    .map((item) => unmarshall(item as never) as Record<string, unknown>)
    .filter(({ _kind }) => _kind === kind);
}

/** The names of all events that were announced, in order of the alphabet. */
export function announced(world: Forecourt): string[] {
  return stored(world, "Event")
    .map(({ event }) => (event as { type: string }).type)
    .toSorted();
}

/** What was asked of AWS since `world.aws.reset()`. */
export function operations(world: Forecourt): string[] {
  return world.aws.calls.map(({ operation }) => operation);
}

/** `If-Match` with what a reply said. */
export function ifMatch(reply: Reply): Record<string, string> {
  return { "if-match": reply.headers["etag"] ?? "" };
}
