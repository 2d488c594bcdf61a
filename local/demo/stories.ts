import { type Order, pay } from "../seed/buying.ts";
import { until } from "../until.ts";
import type { Mail } from "./mails.ts";
import { type Car, type Figures, inWords, nameOf, recommendedBeside, report, window } from "./sights.ts";
import type { Stage } from "./stage.ts";

/** Says one sentence of the story. */
export type Say = (sentence: string) => void;

/** Reactions take a moment; a busy laptop takes longer. */
const patienceSeconds = 60;

/** A shopper looks at a car, buys another that is recommended beside it, and everybody hears of it. */
export async function shopperBuys(stage: Stage, say: Say) {
  const { dealer, shopper } = stage;
  const looked = await carWithCompany(stage);
  say(`A shopper opens the window of ${dealer} and looks at a ${nameOf(looked)}, ${inWords(looked.price)}.`);
  const before = await recommendedBeside(stage, looked.vehicle);
  const chosen = before[0];
  if (!chosen) throw new Error("Nothing is recommended beside any car: is the seed complete?");
  say(`Beside it the platform recommends ${before.map(({ name }) => name).join(", ")}.`);
  const figures = await report(stage);
  const order = await shopper.post<Order>(`/v1/dealers/${dealer}/orders`, { vehicle: chosen.vehicle });
  say(`${shopper.email} orders the ${chosen.name}: order ${order.order} holds the car.`);
  const payment = await pay(stage, shopper, dealer, order.order);
  say(`They pay ${inWords(payment.amount)} at the sandbox, whose signed notice makes the car theirs.`);
  const emails = await mails(stage, order.order, 2);
  for (const mail of emails) say(`A mail reaches ${mail.to.join(", ")}: "${mail.subject}".`);
  const after = await until("the recommendation without the car", patienceSeconds, async () => {
    const now = await recommendedBeside(stage, looked.vehicle);
    return now.every(({ vehicle }) => vehicle !== chosen.vehicle) && now;
  });
  say(`The ${chosen.name} is recommended to nobody any more.`);
  const next = await figuresWhen(stage, ({ revenue }) => revenue >= figures.revenue + payment.amount.amount);
  say(
    `The report counts ${sold(figures, next)} and ${inWords({ ...payment.amount, amount: next.revenue - figures.revenue })} more.`,
  );
  return { order, payment, emails, looked, before, after, figures };
}

/** A visitor leaves a lead about a car; they are thanked, a salesperson is told, the report counts it. */
export async function visitorAsks(stage: Stage, { car, say }: { car: Car; say: Say }) {
  const { dealer, visitor } = stage;
  const email = `ada.byron+${Date.now()}@example.org`;
  const figures = await report(stage);
  const message = `Is the ${nameOf(car)} still there? I could come on Saturday.`;
  const lead = await visitor.post<{ lead: string }>(`/v1/dealers/${dealer}/leads`, {
    contact: { name: "Ada Byron", email },
    message,
    vehicle: car.vehicle,
  });
  say(`A visitor who never signed in asks: "${message}" That is lead ${lead.lead}.`);
  const emails = await mails(stage, lead.lead, 2);
  for (const mail of emails)
    say(
      mail.to.includes(email)
        ? `They are thanked by mail at ${email}: "${mail.subject}".`
        : `The member of staff it was assigned to, ${mail.to.join(", ")}, is told: "${mail.subject}".`,
    );
  const next = await figuresWhen(stage, (now) => now.leads_received > figures.leads_received);
  say(`The report counts ${next.leads_received} leads, before it were ${figures.leads_received}.`);
  return { lead, emails, figures: next };
}

/** The first car of the window that has others beside it. */
async function carWithCompany(stage: Stage): Promise<Car> {
  for (const car of await window(stage)) {
    const beside = await recommendedBeside(stage, car.vehicle);
    if (beside.length > 0) return car;
  }
  throw new Error("No car of the window has another like it: is the seed complete?");
}

function mails(stage: Stage, about: string, count: number): Promise<Mail[]> {
  return until(`${count} mails about ${about}`, patienceSeconds, async () => {
    const found = await stage.mailsAbout(about);
    return found.length >= count && found;
  });
}

function figuresWhen(stage: Stage, holds: (figures: Figures) => boolean): Promise<Figures> {
  return until("the report's new figures", patienceSeconds, async () => {
    const figures = await report(stage);
    return holds(figures) && figures;
  });
}

function sold(before: Figures, after: Figures): string {
  const cars = after.units_sold - before.units_sold;
  return cars === 1 ? "one car" : `${cars} cars`;
}
