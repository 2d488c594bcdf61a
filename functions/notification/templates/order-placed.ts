import type { Order } from "#functions/orders/index";
import type { Template } from "../letter.ts";

export const orderPlaced: Template<Order> = {
  purpose: "order_placed",
  edition: 1,
  words: {
    en: (order, say) => ({
      subject: `Your order: ${say.vehicle(order)}`,
      news: `Thank you for your order with ${say.dealer}. The car is held for you.`,
      facts: [
        ["Car", say.vehicle(order)],
        ["Vehicle identification number", order.vin],
        ["Price", say.money(order.price)],
        ["Order", order.order],
        ["Held until", say.when(order.hold_until)],
      ],
      next: [
        `Please pay by ${say.when(order.hold_until)}. After that the order ends by itself, nothing is charged, and somebody else may buy the car.`,
      ],
      link: "See and pay your order",
    }),
    "zh-CN": (order, say) => ({
      subject: `您的订单：${say.vehicle(order)}`,
      news: `感谢您在${say.dealer}下单，车辆已为您保留。`,
      facts: [
        ["车辆", say.vehicle(order)],
        ["车辆识别代号", order.vin],
        ["价格", say.money(order.price)],
        ["订单号", order.order],
        ["保留至", say.when(order.hold_until)],
      ],
      next: [
        `请在 ${say.when(order.hold_until)} 之前完成付款。逾期订单将自动取消，不会产生任何费用，车辆可由他人购买。`,
      ],
      link: "查看并支付订单",
    }),
  },
};
