import type { Bug } from "../guarantee.ts";

/** Slips in what may become of what, and in what is shown of it. */
export const bugs: readonly Bug[] = [
  {
    name: "a lead that was won is won again",
    file: "functions/leads/winning.ts",
    find: "leads.filter(({ stage }) => isOpen(stage))",
    put: "leads.filter(({ stage }) => stage)",
  },
  {
    name: "a lead goes wherever it is sent",
    file: "functions/leads/working.ts",
    find: "  assertMove(lead.stage, body.stage);\n",
    put: "",
  },
  {
    name: "the first member of staff gets every lead",
    file: "functions/leads/assigning.ts",
    find: "return weighed.sort((a, b) => (a.weight < b.weight ? 1 : -1))[0]?.account;",
    put: "return weighed[0]?.account;",
  },
  {
    name: "a contact loses its proof in a merge",
    file: "functions/customers/merging.ts",
    find: "contact.verified || (all.get",
    put: "contact.verified && (all.get",
  },
  {
    name: "purchases stay with the merged record",
    file: "functions/customers/merging.ts",
    find: "    ...(await movedPurchases(person, merged)),\n",
    put: "",
  },
  {
    name: "an alert is told each time that stock is low",
    file: "functions/inventory/adjusting.ts",
    find: "...(low && !item.low",
    put: "...(low",
  },
  {
    name: "a car that is sold is put on sale",
    file: "functions/catalog/selling.ts",
    find: 'if (before.availability === "sold") throw',
    put: 'if (before.vin === "") throw',
  },
  {
    name: "a sale moves no car",
    file: "functions/inventory/selling.ts",
    find: 'return [piece, recorded(vin, order, "held", "sold", "paid")];',
    put: "return [piece];",
  },
  {
    name: "a car that was taken back counts as sold on a day",
    file: "functions/inventory/selling.ts",
    find: 'remove: ["held_by", "sold_at"],',
    put: 'remove: ["held_by"],',
  },
  {
    name: "the zone of a dealer does not follow",
    file: "functions/dealers/dealers.ts",
    find: "set: { name, country, currency, locale, zone, frozen, off, roles }",
    put: "set: { name, country, currency, locale, frozen, off, roles, ...(dealer.version === 1 ? { zone } : {}) }",
  },
  {
    name: "a merged record is still listed",
    file: "functions/customers/merging.ts",
    find: "sort_name: undefined, listed_at: undefined };",
    put: "sort_name: undefined };",
  },
  {
    name: "somebody is invited to a store that there is not",
    file: "functions/identity/invitations.ts",
    find: "  await assertStore(body.store);\n",
    put: "",
  },
  {
    name: "money that came too late is told of as revenue",
    file: "functions/orders/notices.ts",
    find: "amount: payment.amount, was_paid: false }",
    put: "amount: payment.amount, was_paid: true }",
  },
  {
    name: "an order that was handed over is cancelled",
    file: "functions/orders/states.ts",
    find: "handed_over: {},",
    put: 'handed_over: { cancel: "refund_due" },',
  },
  {
    name: "what is ordered need not be what was offered",
    file: "functions/orders/placing.ts",
    find: "      await Catalog.unchanged(vehicle),\n",
    put: "",
  },
  {
    name: "every cancelled order is a car that came back",
    file: "functions/reporting/figures.ts",
    find: "...(was_paid ? { units_returned: 1 } : {}),",
    put: "units_returned: was_paid ? 1 : 1,",
  },
  {
    name: "sold cars are recommended",
    file: "functions/recommendation/car.ts",
    find: "car.on_sale && !isTaken(car)",
    put: "car.on_sale",
  },
  {
    name: "the last row of a page is the first of the next",
    file: "functions/catalog/search/find.ts",
    find: "compare(value, vehicle, after[0], after[1]) <= 0) return;",
    put: "compare(value, vehicle, after[0], after[1]) < 0) return;",
  },
];
