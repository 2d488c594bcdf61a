import { expect, test } from "vitest";
import { until } from "#local/until";
import { given, london, shanghai, then, when } from "./steps.ts";

type Lead = { lead: string; person: string; owner?: string; stage: string };
type Delivery = { purpose: string; state: string; recipient: string; locale: string };

test.each([
  { dealer: london, locale: "en", thanks: "Thank you" },
  { dealer: shanghai, locale: "zh-CN", thanks: "感谢" },
])(
  "a visitor of $dealer leaves a lead: they are thanked, one salesperson is told, and the report counts it",
  async ({ dealer, locale, thanks }) => {
    const car = await given.carOnSale(dealer);
    await then.quiet();
    const before = await then.report(dealer);
    const email = `visitor-${Date.now()}@example.org`;
    const message = `Is car ${car.vin} still there?`;

    const { lead } = await when.leavesLead(given.visitor(), dealer, {
      contact: { name: "Ada Byron", email },
      message,
      vehicle: car.vehicle,
      locale,
    });

    const mails = await then.mails(lead, 2);
    expect(mails).toHaveLength(2);
    expect(mails.find(({ to }) => to.includes(email))?.text).toContain(thanks);
    expect(mails.find(({ to }) => !to.includes(email))?.text).toContain(message);
    const staff = given.staff(dealer, "customer-service");
    const kept = await staff.get<Lead>(`/v1/leads/${lead}`);
    expect(kept).toMatchObject({ stage: "new", owner: expect.any(String) as unknown });
    const { data } = await staff.get<{ data: Delivery[] }>(`/v1/notifications?lead=${lead}`);
    expect(data.map(({ purpose, state }) => `${purpose} ${state}`).toSorted()).toEqual([
      "lead_assigned sent",
      "lead_received sent",
    ]);
    expect(data.find(({ purpose }) => purpose === "lead_assigned")?.recipient).toBe(kept.owner);
    const after = await then.report(dealer);
    expect(after.totals.leads.received - before.totals.leads.received).toBe(1);
  },
);

test("a lead that its owner works moves through the stages, and the report follows", async () => {
  const { lead } = await when.leavesLead(given.visitor(), london, {
    contact: { name: "Lead Mover", email: `mover-${Date.now()}@example.org` },
  });
  const staff = given.staff(london, "salesperson");
  await then.quiet();
  const before = await then.report(london);

  for (const stage of ["contacted", "negotiating", "won"])
    await staff.post(`/v1/leads/${lead}/move`, { stage });

  await until("the report's count", 60, async () => {
    const { totals } = await then.report(london);
    const won = (each: typeof totals) => each.leads.by_source["web"]?.["won"] ?? 0;
    return won(totals) - won(before.totals) === 1;
  });
  const refused = await staff.ask("POST", `/v1/leads/${lead}/move`, { body: { stage: "contacted" } });
  expect(refused).toMatchObject({ status: 409, body: { code: "lead_move_refused" } });
});
