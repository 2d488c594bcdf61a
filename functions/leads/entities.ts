import { entity } from "#shared/table";
import * as Leads from "./lead.ts";

export const Lead = entity({
  name: "Lead",
  v: 1,
  schema: Leads.Lead,
  key: { pk: "{dealer}#leads#lead#{lead}", sk: "lead" },
  index: {
    onBoard: { slot: "gs1", pk: "{dealer}#leads#board#{board}", sk: "{received_at}#{lead}" },
    ofOwner: { slot: "gs2", pk: "{dealer}#leads#owner#{owner}", sk: "{board}#{received_at}#{lead}" },
    ofPerson: { slot: "gs3", pk: "{dealer}#leads#person#{person}", sk: "{received_at}#{lead}" },
    newest: { slot: "gs4", pk: "{dealer}#leads#all", sk: "{received_at}#{lead}" },
  },
  subject: "person",
});
