import type { Order } from "#functions/orders/index";
import type { Template } from "../letter.ts";

export const orderReady: Template<Order> = {
  purpose: "order_ready",
  edition: 1,
  words: {
    en: (order, say) => ({
      subject: `Ready to collect: ${say.vehicle(order)}`,
      news: `Your car stands ready for you at ${say.dealer}.`,
      facts: [
        ["Car", say.vehicle(order)],
        ["Vehicle identification number", order.vin],
        ["Order", order.order],
      ],
      next: ["Please bring proof of your identity and the number of your order when you collect it."],
      link: "See your order",
    }),
    "zh-CN": (order, say) => ({
      subject: `可以提车了：${say.vehicle(order)}`,
      news: `您的车辆已在${say.dealer}准备就绪。`,
      facts: [
        ["车辆", say.vehicle(order)],
        ["车辆识别代号", order.vin],
        ["订单号", order.order],
      ],
      next: ["提车时请携带本人有效身份证件，并出示订单号。"],
      link: "查看订单",
    }),
  },
};
