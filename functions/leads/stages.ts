import { Refusal } from "#shared/errors";
import type { Stage } from "./events.ts";

/** Where staff may move a lead from each stage. A purchase wins an open lead from wherever it stands. */
export const moves: Readonly<Record<Stage, readonly Stage[]>> = {
  new: ["contacted", "qualified", "lost"],
  contacted: ["qualified", "negotiating", "lost"],
  qualified: ["contacted", "negotiating", "won", "lost"],
  negotiating: ["qualified", "won", "lost"],
  won: [],
  lost: ["contacted"],
};

/** @throws Refusal 409 `lead_move_refused` that names the move and the stages that are open. */
export function assertMove(from: Stage, to: Stage): void {
  if (moves[from].includes(to)) return;
  throw new Refusal(409, "lead_move_refused", `A lead that is ${from} cannot become ${to}.`, {
    from,
    to,
    allowed: moves[from],
  });
}

export function isOpen(stage: Stage): boolean {
  return stage !== "won" && stage !== "lost";
}
