import { defineContext, member, on, page, route } from "#shared/context";
import { preTokenGeneration } from "./claims.ts";
import { Account, Member } from "./entities.ts";
import { StaffChanged, StaffInvited, StaffRemoved } from "./events.ts";
import * as Invitations from "./invitations.ts";
import * as Me from "./me.ts";
import { Member as StaffMember } from "./member.ts";
import * as Members from "./members.ts";

export const identity = defineContext({
  name: "identity",
  summary: "Who people are and what they may do: accounts, the staff of dealers, roles, tokens.",
  permissions: ["staff:read", "staff:write"],
  entities: [Account, Member],
  announces: [StaffInvited, StaffChanged, StaffRemoved],
  reads: ["dealers"],
  uses: ["staff-invitations", "customer-accounts"],
  reactionsUse: ["staff-sign-out"],
  triggers: { preTokenGeneration },
  routes: {
    "GET /v1/me": route({ who: member, summary: "My profile", reply: { 200: Me.Profile }, run: Me.show }),
    "PATCH /v1/me": route({
      who: member,
      summary: "Change my name, phone or language",
      body: Me.Change,
      reply: { 200: Me.Profile },
      run: Me.change,
    }),
    "GET /v1/me/dealers": route({
      who: member,
      summary: "The dealers I work for",
      reply: { 200: Me.Memberships },
      run: Me.memberships,
    }),
    "POST /v1/me/dealer": route({
      who: member,
      summary: "Choose the dealer my next token is for",
      body: Me.Choice,
      reply: { 204: null },
      refuses: ["404 not_found"],
      run: Me.choose,
    }),
    "GET /v1/staff": route({
      who: "staff:read",
      summary: "The staff of my dealer",
      query: Members.Filter,
      reply: { 200: page(StaffMember) },
      personal: true,
      run: Members.list,
    }),
    "GET /v1/staff/{account}": route({
      who: "staff:read",
      summary: "One member of the staff",
      reply: { 200: StaffMember },
      personal: true,
      run: Members.show,
    }),
    "POST /v1/staff": route({
      who: "staff:write",
      summary: "Invite a person",
      body: Invitations.Invitation,
      reply: { 201: StaffMember },
      refuses: ["403 permission_not_held", "409 already_member", "422 role_unknown", "422 store_unknown"],
      fresh: true,
      run: Invitations.invite,
    }),
    "POST /v1/staff/{account}/remind": route({
      who: "staff:write",
      summary: "Mail a first password again",
      reply: { 204: null },
      refuses: ["409 already_joined"],
      fresh: true,
      run: Invitations.remind,
    }),
    "POST /v1/dealers/{dealer}/owners": route({
      who: "dealers:administer",
      summary: "Invite one more owner of a dealer",
      body: Invitations.NewOwner,
      reply: { 201: StaffMember },
      refuses: ["409 already_member"],
      run: Invitations.inviteOwner,
    }),
    "PATCH /v1/staff/{account}": route({
      who: "staff:write",
      summary: "Change a member's roles, store or name",
      body: Members.Change,
      reply: { 200: StaffMember },
      refuses: ["403 permission_not_held", "409 last_owner", "422 role_unknown", "422 store_unknown"],
      fresh: true,
      run: Members.change,
    }),
    "DELETE /v1/staff/{account}": route({
      who: "staff:write",
      summary: "End a membership",
      reply: { 204: null },
      refuses: ["403 permission_not_held", "409 last_owner"],
      fresh: true,
      run: Members.remove,
    }),
  },
  reactions: { signOut: on(StaffRemoved, Members.signOut) },
});
