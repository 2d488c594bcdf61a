import type { Lead } from "#functions/leads/index";
import type { Template } from "../letter.ts";

/** It repeats nothing of what was written: a form open to everyone must not carry messages to strangers. */
export const leadReceived: Template<Lead> = {
  purpose: "lead_received",
  edition: 1,
  words: {
    en: (lead, say) => ({
      subject: `${say.dealer} has received your inquiry`,
      news: `Thank you for your interest. Your inquiry has reached ${say.dealer}.`,
      facts: [
        ["Received", say.when(lead.received_at)],
        ["Reference", lead.lead],
      ],
      next: [
        "A member of our staff will get in touch with you.",
        "If you have not written to us, somebody has entered your address by mistake: you need do nothing.",
      ],
      link: "See our cars",
    }),
    "zh-CN": (lead, say) => ({
      subject: `${say.dealer}已收到您的咨询`,
      news: `感谢您的关注，您的咨询已送达${say.dealer}。`,
      facts: [
        ["收到时间", say.when(lead.received_at)],
        ["编号", lead.lead],
      ],
      next: ["我们的工作人员将与您联系。", "如果您没有提交过咨询，可能是他人误填了您的邮箱，您无需理会。"],
      link: "查看在售车辆",
    }),
  },
};
