import type { Lead } from "#functions/leads/index";
import type { Template } from "../letter.ts";

/** It repeats nothing of what was written: a form open to everyone must not carry messages to strangers. */
export const leadReceived: Template<Lead> = {
  purpose: "lead_received",
  edition: 1,
  write: (lead, { w, ...say }) => ({
    subject: w.leadReceived.subject(say.dealer),
    news: w.leadReceived.news(say.dealer),
    facts: [
      [w.labels.receivedAt, say.when(lead.received_at)],
      [w.labels.reference, lead.lead],
    ],
    next: [w.leadReceived.answer, w.leadReceived.mistake],
    link: w.leadReceived.link,
  }),
};
