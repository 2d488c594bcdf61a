import type { Order } from "#functions/orders/index";
import type { Template } from "../letter.ts";

export const orderExpired: Template<Order> = {
  purpose: "order_expired",
  edition: 1,
  words: {
    en: (order, say) => ({
      subject: `Order ended: ${say.vehicle(order)}`,
      news: `Your order with ${say.dealer} was not paid while the car was held for you, so it has ended.`,
      facts: [
        ["Car", say.vehicle(order)],
        ["Price", say.money(order.price)],
        ["Held until", say.when(order.hold_until)],
        ["Order", order.order],
      ],
      next: [
        "Nothing was charged. If you still want the car, order it again while nobody else has; a payment that comes too late is sent back to you.",
      ],
      link: "See your order",
    }),
    "zh-CN": (order, say) => ({
      subject: `订单已失效：${say.vehicle(order)}`,
      news: `您在${say.dealer}的订单未在车辆保留期内付款，现已失效。`,
      facts: [
        ["车辆", say.vehicle(order)],
        ["价格", say.money(order.price)],
        ["保留至", say.when(order.hold_until)],
        ["订单号", order.order],
      ],
      next: ["未产生任何费用。若车辆仍在售，您可以重新下单；逾期到账的款项会退还给您。"],
      link: "查看订单",
    }),
  },
};
