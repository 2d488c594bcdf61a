import { PeopleMerged } from "#functions/customers/events";
import { StaffChanged, StaffRemoved } from "#functions/identity/events";
import { OrderPaid } from "#functions/orders/events";
import { anyone, defineContext, on, route } from "#shared/context";
import * as Assigning from "./assigning.ts";
import { FollowMerge, HandOver } from "./commands.ts";
import { Lead } from "./entities.ts";
import { LeadAssigned, LeadMoved, LeadReceived } from "./events.ts";
import { handOver } from "./handing-over.ts";
import * as Leads from "./lead.ts";
import * as Receiving from "./receiving.ts";
import * as Winning from "./winning.ts";
import * as Working from "./working.ts";

const contactRefusals = ["422 contact_missing", "422 phone_invalid"];

export const leads = defineContext({
  name: "leads",
  summary: "Sales opportunities: who is interested, in what, and how far it has come.",
  permissions: ["leads:read", "leads:work"],
  entities: [Lead],
  announces: [LeadReceived, LeadMoved, LeadAssigned],
  routes: {
    "POST /v1/dealers/{dealer}/leads": route({
      who: anyone,
      summary: "Leave an inquiry",
      body: Leads.NewLead,
      reply: { 201: Leads.Receipt },
      refuses: [...contactRefusals, "429 too_many_requests"],
      run: Receiving.receive,
    }),
    "GET /v1/leads": route({
      who: "leads:read",
      personal: true,
      summary: "Leads by stage, owner or person, the newest first",
      query: Working.Filter,
      reply: { 200: Working.List },
      run: Working.list,
    }),
    "POST /v1/leads": route({
      who: "leads:work",
      summary: "Enter a lead",
      body: Leads.StaffLead,
      reply: { 201: Leads.Lead },
      refuses: [...contactRefusals, "422 owner_unknown"],
      run: Receiving.enter,
    }),
    "GET /v1/leads/{lead}": route({
      who: "leads:read",
      personal: true,
      summary: "One lead",
      reply: { 200: Leads.Lead },
      run: Working.show,
    }),
    "PATCH /v1/leads/{lead}": route({
      who: "leads:work",
      summary: "Change a lead",
      body: Working.Changes,
      reply: { 200: Leads.Lead },
      run: Working.change,
    }),
    "POST /v1/leads/{lead}/move": route({
      who: "leads:work",
      summary: "Move a lead to another stage",
      body: Working.Move,
      reply: { 200: Leads.Lead },
      refuses: ["409 lead_move_refused"],
      run: Working.move,
    }),
    "POST /v1/leads/{lead}/assign": route({
      who: "leads:work",
      summary: "Give a lead to a member of staff",
      body: Assigning.Assignment,
      reply: { 200: Leads.Lead },
      refuses: ["422 owner_unknown"],
      run: Assigning.assign,
    }),
    "POST /v1/leads/{lead}/release": route({
      who: "leads:work",
      summary: "Let a lead out of quarantine",
      reply: { 200: Leads.Lead },
      run: Working.release,
    }),
  },
  reactions: {
    assignLead: on(LeadReceived, Assigning.assignLead),
    handOver: on([StaffRemoved, StaffChanged, HandOver], handOver),
    winLeadOfBuyer: on(OrderPaid, Winning.winLeadOfBuyer),
    followMerge: on([PeopleMerged, FollowMerge], Winning.followMerge),
  },
  reads: ["customers", "identity"],
  writes: ["customers"],
  reactionsUse: ["customer-accounts"],
});
