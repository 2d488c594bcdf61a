import type { Vehicle } from "#functions/catalog/index";
import type { Lead } from "#functions/leads/index";
import type { Letter, Say, Template } from "../letter.ts";

type Assigned = Lead & { car?: Pick<Vehicle, "brand" | "model" | "year"> | undefined };

/** To staff: who asked for what, so that they can answer at once. */
export const leadAssigned: Template<Assigned> = {
  purpose: "lead_assigned",
  edition: 1,
  words: {
    en: (lead, say) => ({
      subject: `New inquiry: ${lead.contact.name ?? lead.lead}`,
      news: `An inquiry to ${say.dealer} is yours to answer.`,
      facts: facts(lead, say, {
        name: "Name",
        email: "E-mail",
        phone: "Phone",
        vehicle: "Vehicle",
        received: "Received",
        reference: "Reference",
      }),
      quote: lead.message,
      next: [
        lead.verified
          ? "The contact is known to be this person's."
          : "Nobody has checked yet that the contact is this person's.",
        "Please answer soon.",
      ],
      link: "Open the inquiry",
    }),
    "zh-CN": (lead, say) => ({
      subject: `新的咨询：${lead.contact.name ?? lead.lead}`,
      news: `${say.dealer}有一条咨询分配给您。`,
      facts: facts(lead, say, {
        name: "姓名",
        email: "邮箱",
        phone: "电话",
        vehicle: "车辆",
        received: "收到时间",
        reference: "编号",
      }),
      quote: lead.message,
      next: [lead.verified ? "联系方式已核实。" : "联系方式尚未核实。", "请尽快回复客户。"],
      link: "打开咨询",
    }),
  },
};

type Field = "name" | "email" | "phone" | "vehicle" | "received" | "reference";

function facts(lead: Assigned, say: Say, labels: Record<Field, string>): Letter["facts"] {
  const values: [Field, string | undefined][] = [
    ["name", lead.contact.name],
    ["email", lead.contact.email],
    ["phone", lead.contact.phone],
    ["vehicle", lead.car ? say.vehicle(lead.car) : lead.vehicle],
    ["received", say.when(lead.received_at)],
    ["reference", lead.lead],
  ];
  return values.flatMap(([field, value]) => (value ? [[labels[field], value] as const] : []));
}
