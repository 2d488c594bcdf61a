import { newId } from "#shared/ids";
import { scope } from "#shared/scope";
import { instant } from "#shared/time";
import type { Piece } from "#shared/transact";
import { Movements } from "./entities.ts";
import type { Movement } from "./movement.ts";

/** The piece that records a change of stock. */
export function moved(what: Omit<Movement, "movement" | "actor" | "at">): Piece {
  return Movements.create({ ...what, movement: newId("mov"), actor: scope().caller.id, at: instant() });
}
