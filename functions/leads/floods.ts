import { type Allowance, spend, trySpend } from "#shared/limits";
import { scope } from "#shared/scope";

/** One household or office behind one address; whoever sends more is told to wait. */
const perSource: Allowance = { burst: 20, perMinute: 30 };
/** One person in one conversation: more in their name is somebody else's doing, or a form that hangs. */
const perRecipient: Allowance = { burst: 5, perMinute: 2 };
/** A dealer's busiest hour, by a wide margin. */
const perDealer: Allowance = { burst: 100, perMinute: 60 };

/** The cheapest look first: one update. @throws Refusal 429 for a source that sends too much. */
export async function assertCalm(): Promise<void> {
  await spend(`source#${scope().source ?? "unknown"}`, perSource);
}

/**
 * True when more comes for one recipient, or for the dealer as a whole, than people write. Such a lead is kept
 * but sends no mail: so nobody can be flooded by us, and nobody's inquiry is lost.
 */
export async function isFlood(recipients: readonly string[]): Promise<boolean> {
  const within = await Promise.all([
    ...recipients.map((recipient) => trySpend(`recipient#${recipient}`, perRecipient)),
    trySpend("dealer", perDealer),
  ]);
  return within.includes(false);
}
