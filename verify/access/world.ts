import { contexts } from "#functions/index";
import { forecourt } from "#test/support/forecourt";
import { openDoor } from "../sim/door.ts";

type Options = { readonly archives?: boolean; readonly pages?: boolean };

/**
 * The platform behind its API, with limits so high that none is met: without pages, which have no route, where they are
 * not asked for.
 */
export async function trialWorld({ archives = false, pages = false }: Options = {}) {
  const world = await forecourt({
    contexts: pages ? contexts : contexts.filter((context) => !context.pages),
    archives,
  });
  process.env["LIMIT_SCALE"] = "100000";
  await openDoor(world);
  return world;
}
