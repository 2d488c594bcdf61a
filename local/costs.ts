import { writeFileSync } from "node:fs";
import prices from "./prices.json" with { type: "json" };
import { countOrder, type Counted } from "./costs/count-order.ts";

/** Writes `docs/costs.md`: counted work of one order times the dated price table. `npm run costs` */
export async function costs(): Promise<string> {
  const counted = await countOrder();
  const rows = priced(counted);
  const order = rows.reduce((sum, row) => sum + row.price, 0);
  const rest = Object.values(prices.at_rest_per_month).reduce((sum, price) => sum + price, 0);
  return [
    "# What it costs",
    "",
    `Prices of ${prices.as_of}, ${prices.region}. ${prices.note} The work was counted, not estimated: one order placed, paid, and`,
    "followed to its last reaction (mails, figures, recommendations) on the in-process AWS model, by the real code.",
    "Times of functions are assumed: 50 ms at 512 MB each. Written by `npm run costs`; a test compares.",
    "",
    "## Per thousand orders",
    "",
    "| what | counted per order | US$ per 1,000 orders |",
    "|---|---:|---:|",
    ...rows.map(({ name, count, price }) => `| ${name} | ${count} | ${(price * 1000).toFixed(4)} |`),
    `| **together** | | **${(order * 1000).toFixed(2)}** |`,
    "",
    "## At rest, per month and stage with an edge",
    "",
    "| what | US$ |",
    "|---|---:|",
    ...Object.entries(prices.at_rest_per_month).map(([name, price]) => `| ${name} | ${price.toFixed(2)} |`),
    `| **together** | **${rest.toFixed(2)}** |`,
    "",
    "A `dev` stage has no edge, alarms or dashboard. Storage comes on top by the gigabyte.",
    "",
    `## People`,
    "",
    `Signing in is ${prices.monthly_active_user.plan}: US$ ${prices.monthly_active_user.price} per monthly active user after the first ${prices.monthly_active_user.free.toLocaleString("en")}.`,
    "The plan is needed because access tokens carry the dealer and roles.",
    "",
  ].join("\n");
}

type Row = { name: string; count: number; price: number };

function priced(counted: Counted): Row[] {
  const each = prices.per_million;
  const perMillion = (name: string, count: number, price: number): Row => ({
    name,
    count,
    price: (count * price) / 1_000_000,
  });
  const seconds = counted.invocations * 0.05 * 0.5;
  return [
    perMillion("API requests", counted.requests, each.api_request),
    perMillion("function calls", counted.invocations, each.lambda_request),
    {
      name: "function time, GB-seconds",
      count: Number(seconds.toFixed(3)),
      price: seconds * prices.lambda_gb_second,
    },
    perMillion("write units", counted.writeUnits, each.write_unit),
    perMillion("read units", counted.readUnits, each.read_unit),
    perMillion("events on the bus", counted.events, each.event),
    perMillion("queue requests", counted.queueRequests, each.queue_request),
    perMillion("archive objects written", counted.archived, each.object_put),
    { name: "mails", count: counted.mails, price: (counted.mails * prices.mail_per_thousand) / 1000 },
  ];
}

if (import.meta.main) writeFileSync(new URL("../docs/costs.md", import.meta.url), await costs());
