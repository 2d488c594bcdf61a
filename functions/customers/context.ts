import { OrderPlaced } from "#functions/orders/events";
import { defineContext, on, route } from "#shared/context";
import * as Contacts from "./contacts.ts";
import { MergeProposal, Person, PersonKey, Purchase } from "./entities.ts";
import { PeopleMerged, PersonAdded, PersonMergeProposed } from "./events.ts";
import * as Merges from "./merges.ts";
import { accept } from "./merging.ts";
import * as People from "./people.ts";
import { MergeProposal as Proposal, Person as PersonReply, PersonInput } from "./person.ts";
import * as Purchases from "./purchases.ts";

const read = { who: "customers:read", personal: true } as const;

export const customers = defineContext({
  name: "customers",
  summary:
    "The people of a dealer: one record a person, by whatever channel and in whatever spelling they come.",
  permissions: ["customers:read", "customers:write"],
  entities: [Person, PersonKey, Purchase, MergeProposal],
  announces: [PersonAdded, PersonMergeProposed, PeopleMerged],
  routes: {
    "GET /v1/customers": route({
      ...read,
      summary: "People: the newest first, by name, or whoever has an address or number",
      query: People.Filter,
      reply: { 200: People.List },
      refuses: ["422 phone_invalid"],
      run: People.list,
    }),
    "POST /v1/customers": route({
      who: "customers:write",
      summary: "Enter a person",
      body: PersonInput,
      reply: { 201: PersonReply },
      refuses: ["409 contact_taken", "422 contact_missing", "422 phone_invalid"],
      run: People.add,
    }),
    "GET /v1/customers/{person}": route({
      ...read,
      summary: "One person",
      reply: { 200: PersonReply },
      run: People.show,
    }),
    "PATCH /v1/customers/{person}": route({
      who: "customers:write",
      summary: "Change a person",
      body: PersonInput,
      reply: { 200: PersonReply },
      refuses: ["409 contact_taken", "422 phone_invalid"],
      run: People.change,
    }),
    "GET /v1/customers/{person}/contacts": route({
      ...read,
      summary: "Everything a person is found by, also what unverified submissions attached",
      query: Contacts.Filter,
      reply: { 200: Contacts.List },
      run: Contacts.list,
    }),
    "GET /v1/customers/{person}/purchases": route({
      ...read,
      summary: "The orders of a person, the newest first",
      query: Purchases.Filter,
      reply: { 200: Purchases.List },
      run: Purchases.list,
    }),
    "GET /v1/customer-merge-proposals": route({
      who: "customers:read",
      summary: "Records that may be one person, those waiting longest first",
      query: Merges.Filter,
      reply: { 200: Merges.Proposals },
      run: Merges.list,
    }),
    "POST /v1/customer-merge-proposals/{proposal}/accept": route({
      who: "customers:write",
      summary: "Merge two records into one person",
      reply: { 200: Proposal },
      refuses: ["409 merge_decided", "409 merge_too_large"],
      run: accept,
    }),
    "POST /v1/customer-merge-proposals/{proposal}/dismiss": route({
      who: "customers:write",
      summary: "Say that these are two people",
      reply: { 200: Proposal },
      refuses: ["409 merge_decided"],
      run: Merges.dismiss,
    }),
  },
  reactions: { linkBuyer: on(OrderPlaced, Purchases.linkBuyer) },
  reads: ["identity"],
  reactionsUse: ["customer-accounts"],
});
