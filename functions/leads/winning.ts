import type { PeopleMerged } from "#functions/customers/events";
import { personOfAccount } from "#functions/customers/index";
import type { OrderPaid } from "#functions/orders/events";
import type { HappenedOf } from "#shared/events";
import { now } from "#shared/time";
import { at } from "#shared/timers";
import type { Piece } from "#shared/transact";
import { FollowMerge } from "./commands.ts";
import { Lead } from "./entities.ts";
import { isOpen } from "./stages.ts";
import { moved } from "./telling.ts";

/** Nobody works more open leads of one person than this. */
const most = 50;

/**
 * A purchase wins one lead of the buyer: the newest open one about this car, else the newest open one. The
 * others stay as they are: somebody who bought one car may want another.
 */
export async function winLeadOfBuyer({ data }: HappenedOf<typeof OrderPaid>): Promise<Piece[]> {
  const person = await personOfAccount(data.buyer);
  if (!person) return [];
  const { data: leads } = await Lead.by.ofPerson({ person }, { limit: most, reverse: true });
  const open = leads.filter(({ stage }) => isOpen(stage));
  const lead = open.find(({ vehicle }) => vehicle === data.vehicle) ?? open[0];
  if (!lead) return [];
  return moved(lead, "won", data.order).pieces;
}

/** Leads that name a merged record name the kept one from now on; many of them in several rounds. */
export async function followMerge({
  data,
}: HappenedOf<typeof PeopleMerged | typeof FollowMerge>): Promise<Piece[]> {
  const { person, merged } = data;
  const { data: leads, next_cursor } = await Lead.by.ofPerson({ person: merged }, { limit: most });
  const rest = next_cursor ? [at(now(), FollowMerge, { person, merged })] : [];
  return [...leads.map((lead) => Lead.change(lead, { person })), ...rest];
}
