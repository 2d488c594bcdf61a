import { callerOf, each } from "./calling.ts";
import type { Cloud } from "./accounts.ts";
import type { Dealership } from "./opening.ts";
import type { Shopper } from "./people.ts";
import { randomFor } from "./random.ts";
import type { Stocked } from "./stocking.ts";

/** Thirty leads of a dealer: two thirds from its page, the others written down by staff; then worked to every stage. */
export async function ask(
  cloud: Cloud,
  dealership: Dealership,
  { shoppers, cars, inFlight }: { shoppers: readonly Shopper[]; cars: readonly Stocked[]; inFlight: number },
): Promise<void> {
  const { dealer, plan } = dealership;
  const random = randomFor(`leads of ${dealer}`);
  const inquiries = Array.from({ length: ways.length }, (_, index) => ({
    contact: contactOf(shoppers[index % shoppers.length], index),
    message: random.pick(messages[plan.dealer.locale]),
    vehicle: random.pick(cars).vehicle,
    locale: plan.dealer.locale,
    source:
      index % 3 === 2 ? random.pick(["phone", "store", "event", "referral"] as const) : ("web" as const),
  }));
  const visitor = callerOf(cloud.api);
  const sales = dealership.as("salesperson");
  await each(inquiries, inFlight, async (inquiry, index) => {
    const received =
      inquiry.source === "web"
        ? await visitor.post<{ lead: string }>(`/v1/dealers/${dealer}/leads`, inquiry)
        : await sales.post<{ lead: string }>("/v1/leads", inquiry);
    for (const stage of ways[index] ?? []) await sales.post(`/v1/leads/${received.lead}/move`, { stage });
  });
}

/** Some leave an address, some a number, some both. */
function contactOf(shopper: Shopper | undefined, index: number): Record<string, string> {
  if (!shopper) throw new Error("There is nobody to ask.");
  const { name, email, phone } = shopper;
  return { name, ...(index % 4 === 3 ? {} : { email }), ...(index % 4 === 1 ? {} : { phone }) };
}

/** Through which stages each of the thirty goes. */
const ways: readonly (readonly string[])[] = [
  ...times(10, []),
  ...times(7, ["contacted"]),
  ...times(5, ["contacted", "qualified"]),
  ...times(4, ["contacted", "negotiating"]),
  ...times(2, ["qualified", "won"]),
  ...times(2, ["lost"]),
];

function times(count: number, way: string[]): string[][] {
  return Array.from({ length: count }, () => way);
}

const messages: Record<Shopper["locale"], string[]> = {
  en: [
    "Is it still there? I could come by on Saturday.",
    "Would you take my Fiesta in part exchange?",
    "How many owners has it had?",
    "Can I take it for a test drive after work?",
    "What would it cost a month over three years?",
  ],
  "zh-CN": [
    "这辆车还在吗？周六可以来看看吗？",
    "可以用我的旧车置换吗？",
    "这车有过几任车主？",
    "下班后可以试驾吗？",
    "三年分期每月大概多少钱？",
  ],
};
