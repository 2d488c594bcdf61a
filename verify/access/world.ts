import { contexts } from "#functions/index";
import { forecourt } from "#test/support/forecourt";
import { openDoor } from "../sim/door.ts";

/** The platform behind its API: without pages, which have no route, and with limits so high that none is met. */
export async function trialWorld({ archives = false }: { archives?: boolean } = {}) {
  const world = await forecourt({ contexts: contexts.filter(({ pages }) => !pages), archives });
  process.env["LIMIT_SCALE"] = "100000";
  await openDoor(world);
  return world;
}
