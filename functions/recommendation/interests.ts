import type { LeadReceived } from "#functions/leads/events";
import type { OrderPlaced } from "#functions/orders/events";
import { tally } from "#shared/context";
import { announce, type HappenedOf } from "#shared/events";
import { enqueue } from "#shared/queue";
import { instant, now } from "#shared/time";
import { defineCommand } from "#shared/timers";
import { type Piece, transact } from "#shared/transact";
import { Company, Interest } from "./entities.ts";
import { InterestShown } from "./events.ts";
import { isOnShelf } from "./shelves.ts";
import { actorOf, type NoteSignal } from "./signals.ts";

/** As InterestShown, for visitors: too many to go through the event log. */
export const CountInterest = defineCommand("recommendation.countInterest", () => InterestShown.schema);

/** A purchase is the strongest sign; it is written together with its announcement, and so never lost. */
export async function noteBuyer({ data }: HappenedOf<typeof OrderPlaced>): Promise<Piece[]> {
  const shown = await show(actorOf("buyer", data.buyer), data.vehicle);
  return shown ? [shown.piece, ...shown.parts.map((part) => announce(InterestShown, part))] : [];
}

/** What may be an attack says nothing about taste. */
export async function noteLead({ data }: HappenedOf<typeof LeadReceived>): Promise<Piece[]> {
  if (!data.vehicle || data.quarantined) return [];
  const shown = await show(actorOf("person", data.person), data.vehicle);
  return shown ? [shown.piece, ...shown.parts.map((part) => announce(InterestShown, part))] : [];
}

/**
 * A visitor's interest: seeing the same car again writes nothing, so it needs no proof of having been seen, and
 * a car that was never on sale was invented. A crash between the two steps loses a count, which signals may.
 */
export async function noteVisitor({ data }: HappenedOf<typeof NoteSignal>): Promise<void> {
  if (!data.vehicle) return;
  const shown = await show(data.actor, data.vehicle);
  if (!shown || !(await isOnShelf(data.vehicle))) return;
  await transact([shown.piece]);
  for (const part of shown.parts) await enqueue(CountInterest, part);
}

/** Each pair of cars counts once per person, in both cars' company. */
export const countCompany = tally([InterestShown, CountInterest], ({ data: { vehicle, met, first } }) => [
  { to: Company, key: { vehicle }, add: { ...ones(met), ...(first ? { actors: 1 } : {}) } },
  ...met.map((other) => ({ to: Company, key: { vehicle: other }, add: { [vehicle]: 1 } })),
]);

/** A taste changes: what somebody looked at a month ago says little. Also how long a visitor's digest is kept. */
const keptMilliseconds = 30 * 86_400_000;
const mostRemembered = 24;
/** Ten messages with a proof, a car and eight others each are the 100 pieces of one transaction. */
const mostMet = 8;

type Part = { vehicle: string; met: string[]; first: boolean };

/** Remembers a car as one of somebody's; undefined if it was one already. */
async function show(actor: string, vehicle: string): Promise<{ piece: Piece; parts: Part[] } | undefined> {
  const found = await Interest.find({ actor }, { consistent: true });
  const met = found && found.until > instant() ? found.vehicles : [];
  if (met.includes(vehicle)) return undefined;
  const vehicles = [...met, vehicle].slice(-mostRemembered);
  const version = found?.version ?? 0;
  const until = instant(now() + keptMilliseconds);
  const piece = Interest.put({ actor, vehicles, until, version: version + 1 }, { version });
  const starts = Array.from({ length: Math.max(1, Math.ceil(met.length / mostMet)) }, (_, n) => n * mostMet);
  const parts = starts.map((at) => ({ vehicle, met: met.slice(at, at + mostMet), first: at === 0 }));
  return { piece, parts };
}

function ones(names: readonly string[]): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, 1]));
}
