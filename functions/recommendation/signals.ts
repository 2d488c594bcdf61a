import { createHash } from "node:crypto";
import * as z from "zod/mini";
import { VehicleId } from "#functions/catalog/index";
import type { Ask } from "#shared/http";
import { spend } from "#shared/limits";
import { enqueue } from "#shared/queue";
import { scope } from "#shared/scope";
import { defineCommand } from "#shared/timers";
import { Kind } from "./activity-day.ts";

/** What a page tells of its visitor. */
export const Signal = z
  .strictObject({
    visitor: z.string().check(
      z.regex(/^[A-Za-z0-9_-]{16,64}$/, "16 to 64 letters, digits, - or _"),
      z.meta({
        description: "Made at random by the visitor's own browser. Only a digest of it is kept, for 30 days.",
        examples: ["b2f1c9d4e07a4f6f9a3d"],
      }),
    ),
    kind: Kind,
    vehicle: z
      .optional(VehicleId)
      .register(z.globalRegistry, { description: "The car it is about; only a search may go without." }),
  })
  .check(
    z.refine(({ kind, vehicle }) => kind === "search" || vehicle !== undefined, {
      path: ["vehicle"],
      message: "needed for everything but a search",
    }),
    z.meta({
      title: "Signal",
      description: "Something a visitor did. It holds nothing that says who they are.",
    }),
  );
export type Signal = z.output<typeof Signal>;

export const NoteSignal = defineCommand("recommendation.noteSignal", () =>
  z.object({ actor: z.string(), kind: Kind, vehicle: z.optional(VehicleId) }),
);

/** A page sends a handful of signals; the 60 at once leave room for a showroom behind one address. */
const allowance = { burst: 60, perMinute: 120 };

/**
 * Takes a signal and answers at once. It goes by queue, beside any transaction: a lost view costs nobody
 * anything, and a view must never wait for the table.
 */
export async function receive({ body }: Ask<{ body: typeof Signal }>): Promise<void> {
  await spend(`source#${scope().source ?? "unknown"}`, allowance);
  const { visitor, kind, vehicle } = body;
  await enqueue(NoteSignal, { actor: actorOf("visitor", visitor), kind, vehicle });
}

/**
 * Names somebody without saying who: the same person is the same digest inside one dealer, and another at the next.
 *
 * @example actorOf("buyer", account)
 */
export function actorOf(kind: "visitor" | "buyer" | "person", id: string): string {
  return createHash("sha256")
    .update(JSON.stringify([scope().dealer, kind, id]))
    .digest("base64url");
}
