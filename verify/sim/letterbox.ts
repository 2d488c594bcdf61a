import { formatMoney, type Money } from "#shared/money";
import type { Locale } from "#shared/words";
import { stored } from "#test/support/seen";
import type { Forecourt } from "#test/support/forecourt";
import { lettersIn } from "#web/words/letters/index";
import { model } from "./making.ts";

/** A letter that somebody has to get, in the words of the catalogue. */
export type Due = {
  readonly to: string;
  readonly locale: Locale;
  readonly dealer: { readonly id: string; readonly name: string };
  readonly subject: string;
  /** What must stand in it. */
  readonly says: readonly string[];
  /** Where it leads, below the dealer's pages. */
  readonly path: string;
};

export type News =
  | "placed"
  | "paid"
  | "ready"
  | "expired"
  | "cancelled by buyer"
  | "cancelled by dealer"
  | "paid order cancelled"
  | "refunded"
  | "refunded late";

type Told = Pick<Due, "to" | "locale" | "dealer"> & { order: string; price: Money };

/** The letter about an order. */
export function orderLetter(news: News, { to, locale, dealer, order, price }: Told): Due {
  const w = lettersIn(locale);
  const car = w.carTitle(model);
  const money = formatMoney(price, locale);
  const { name } = dealer;
  const words: Record<News, readonly [subject: string, ...says: string[]]> = {
    placed: [w.orderPlaced.subject(car), w.orderPlaced.news(name), money],
    paid: [w.orderPaid.subject(car), w.orderPaid.news(name), money],
    ready: [w.orderReady.subject(car), w.orderReady.news(name)],
    expired: [w.orderExpired.subject(car), w.orderExpired.news(name)],
    "cancelled by buyer": [
      w.orderCancelled.subject(car),
      w.orderCancelled.byBuyer(name),
      w.orderCancelled.notCharged,
    ],
    "cancelled by dealer": [
      w.orderCancelled.subject(car),
      w.orderCancelled.byDealer(name),
      w.orderCancelled.notCharged,
    ],
    "paid order cancelled": [
      w.orderCancelled.subject(car),
      w.orderCancelled.byDealer(name),
      w.orderCancelled.refunded(money),
    ],
    refunded: [w.orderRefunded.subject(money), w.orderRefunded.cancelled(name)],
    "refunded late": [w.orderRefunded.subject(money), w.orderRefunded.tooLate(name)],
  };
  const [subject, ...says] = words[news];
  return { to, locale, dealer, subject, says: [...says, order], path: `orders/${order}` };
}

/** The letter to whoever left an inquiry. */
export function thanks({ to, locale, dealer }: Pick<Due, "to" | "locale" | "dealer">, lead: string): Due {
  const { leadReceived: w } = lettersIn(locale);
  const says = [w.news(dealer.name), lead];
  return { to, locale, dealer, subject: w.subject(dealer.name), says, path: "vehicles" };
}

/** The letter to whoever works an inquiry. */
export function work(
  { to, locale, dealer }: Pick<Due, "to" | "locale" | "dealer">,
  { lead, from }: { lead: string; from: string },
): Due {
  const { leadAssigned: w } = lettersIn(locale);
  const says = [w.news(dealer.name), lead];
  return { to, locale, dealer, subject: w.subject(from), says, path: `console/leads/${lead}` };
}

/** What was not sent, sent to somebody else, sent twice or said otherwise, and what the log tells wrongly. */
export function misdelivered(world: Forecourt, due: readonly Due[], base: string): string[] {
  const left = [...due];
  const violations: string[] = [];
  for (const mail of world.mail.sent) {
    const at = left.findIndex((one) => fits(mail, one, base));
    if (at < 0) violations.push(`nobody was to get "${mail.subject}" at ${mail.to.join()}: ${mail.text}`);
    else left.splice(at, 1);
  }
  violations.push(
    ...left.map(({ to, subject, says }) => `${to} was not sent "${subject}" (${says.join(" | ")})`),
  );
  const effects = world.mail.sent.map(({ headers }) => headers["x-forecourt-effect"] ?? "");
  const logged = stored(world, "Delivery").filter(({ state }) => state === "sent");
  if (new Set(effects).size !== effects.length) violations.push("two letters bear one mark");
  if (
    effects.toSorted().join() !==
    logged
      .map(({ effect }) => String(effect))
      .toSorted()
      .join()
  )
    violations.push(`${effects.length} letters were sent and ${logged.length} are in the log`);
  return violations;
}

function fits(mail: Forecourt["mail"]["sent"][number], due: Due, base: string): boolean {
  const { text = "", html = "" } = mail;
  const from = `=?UTF-8?B?${Buffer.from(due.dealer.name).toString("base64")}?=`;
  return (
    [...mail.to, ...mail.cc, ...mail.bcc].join() === due.to &&
    mail.subject === due.subject &&
    mail.from.startsWith(from) &&
    html.startsWith(`<!doctype html><html lang="${due.locale}">`) &&
    due.says.every((part) => text.includes(part)) &&
    text.includes(`${base}/${due.dealer.id}/${due.path}\n`)
  );
}
