import type { Order } from "#functions/orders/index";
import type { Template } from "../letter.ts";

type Cancelled = Order & { by: "buyer" | "dealer"; was_paid: boolean };

export const orderCancelled: Template<Cancelled> = {
  purpose: "order_cancelled",
  edition: 1,
  words: {
    en: (order, say) => ({
      subject: `Order cancelled: ${say.vehicle(order)}`,
      news:
        order.by === "buyer"
          ? `As you asked, your order with ${say.dealer} is cancelled.`
          : `${say.dealer} had to cancel your order. We are sorry.`,
      facts: [
        ["Car", say.vehicle(order)],
        ["Price", say.money(order.price)],
        ["Order", order.order],
      ],
      next: [
        order.was_paid
          ? `Your payment of ${say.money(order.price)} goes back to you the way it came; we write again when it is on its way.`
          : "Nothing was charged, and there is nothing for you to do.",
      ],
      link: "See your order",
    }),
    "zh-CN": (order, say) => ({
      subject: `订单已取消：${say.vehicle(order)}`,
      news:
        order.by === "buyer"
          ? `已按您的要求取消您在${say.dealer}的订单。`
          : `很抱歉，${say.dealer}取消了您的订单。`,
      facts: [
        ["车辆", say.vehicle(order)],
        ["价格", say.money(order.price)],
        ["订单号", order.order],
      ],
      next: [
        order.was_paid
          ? `您支付的 ${say.money(order.price)} 将原路退回，退款发出后会再通知您。`
          : "未产生任何费用，您无需进行任何操作。",
      ],
      link: "查看订单",
    }),
  },
};
