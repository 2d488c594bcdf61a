import type { Forecourt } from "#test/support/forecourt";
import type { Chance } from "./chance.ts";

/** A caller's payment provider today: `refuses` before it does anything, `cut` after it did what was asked. */
export type Temper = (method: string, url: string) => "refuses" | "cut" | undefined;

/** Fewer times than a queue tries, or an operator would have to look. */
const mostTimes = 2;

/**
 * Lets the mail service and the payment provider have moods: each mail and each call is refused or cut off now and then,
 * twice at most. @returns the provider's temper for the door, and how often somebody was in a mood.
 */
export function tempers(world: Pick<Forecourt, "mail">, drawn: Chance, probability = 0.2) {
  const times = new Map<string, number>();
  let moods = 0;
  function inMood(what: string): boolean {
    const before = times.get(what) ?? 0;
    if (before === mostTimes || !drawn.happens(probability)) return false;
    times.set(what, before + 1);
    moods += 1;
    return true;
  }
  world.mail.refuse = ({ to, subject }) =>
    inMood(`${to.join()} ${subject}`)
      ? drawn.pick(["TooManyRequestsException", "SendingPausedException"])
      : undefined;
  const provider: Temper = (method, url) =>
    inMood(`${method} ${url}`) ? drawn.pick(["refuses", "cut"] as const) : undefined;
  return {
    provider,
    moods: () => moods,
    calm: () => void (world.mail.refuse = undefined),
  };
}
