import { createHash } from "node:crypto";
import { once } from "#shared/effects";
import { newId } from "#shared/ids";
import { settings } from "#shared/settings";
import { instant } from "#shared/time";
import type { Piece } from "#shared/transact";
import type { Locale } from "#shared/words";
import type * as Deliveries from "./delivery.ts";
import { Delivery } from "./entities.ts";
import { speaker, type Template } from "./letter.ts";
import { publicAddress } from "./links.ts";
import { render } from "./rendering.ts";
import { type Outcome, send } from "./sending.ts";

export type Reader = {
  /** Account, or person. */
  readonly id: string;
  readonly role: Deliveries.Delivery["role"];
  readonly name?: string | undefined;
  /** None: nothing is sent, and the log says so. */
  readonly email?: string | undefined;
  readonly locale: Locale;
};

export type Message<Facts> = {
  /** The event that is told of. */
  readonly event: string;
  readonly template: Template<Facts>;
  readonly facts: Facts;
  readonly to: Reader;
  readonly about: { readonly order?: string; readonly lead?: string };
  /** Where the mail's link leads, below the public address. */
  readonly path: string;
};

/**
 * Tells one person of one event by mail, once: whoever delivers the event again sends nothing. A refusal that no
 * further try would lift is logged and closed; a transactional mail whose first try was cut off is sent again.
 *
 * @returns pieces for the reaction's own write: the record of what could not even be tried.
 * @throws Error where a later try may succeed.
 */
export async function tell<Facts>(message: Message<Facts>): Promise<Piece[]> {
  const { event, template, to } = message;
  const { email } = to;
  if (!email) return [Delivery.create({ ...record(message), state: "skipped", reason: "no_address" })];
  const key = `mail#${event}#${template.purpose}#${to.role}`;
  const effect = createHash("sha256").update(key).digest("base64url");
  const mail = await written(message);
  await once({
    key,
    call: () => send({ ...mail, to: email, effect }),
    settle: (outcome) => [Delivery.create({ ...record(message), effect, ...stateOf(outcome) })],
    inDoubt: "again",
  });
  return [];
}

async function written<Facts>({ template, facts, to, path }: Message<Facts>) {
  const { name: dealer, zone } = await settings();
  const letter = template.write(facts, speaker(to.locale, { zone, dealer }));
  const frame = { locale: to.locale, dealer, name: to.name, url: publicAddress(path) };
  return { ...render(letter, frame), from: dealer };
}

function record<Facts>({ event, template, to, about }: Message<Facts>) {
  return {
    delivery: newId("dlv"),
    event,
    purpose: template.purpose,
    channel: "email" as const,
    role: to.role,
    recipient: to.id,
    ...about,
    template: `${template.purpose}.${template.edition}`,
    locale: to.locale,
    at: instant(),
  };
}

function stateOf(outcome: Outcome): Pick<Deliveries.Delivery, "state" | "reason" | "provider_id"> {
  return "refused" in outcome ? { state: "failed", reason: outcome.refused } : { state: "sent", ...outcome };
}
