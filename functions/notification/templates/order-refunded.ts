import type { Order } from "#functions/orders/index";
import type { Money } from "#shared/money";
import type { Template } from "../letter.ts";

type Refunded = Order & { amount: Money; was_paid: boolean };

export const orderRefunded: Template<Refunded> = {
  purpose: "order_refunded",
  edition: 1,
  words: {
    en: (order, say) => ({
      subject: `Refund on its way: ${say.money(order.amount)}`,
      news: order.was_paid
        ? `${say.dealer} has sent the money of your cancelled order back.`
        : `Your payment reached ${say.dealer} after the order had ended, so the money was sent back.`,
      facts: [
        ["Refund", say.money(order.amount)],
        ["Car", say.vehicle(order)],
        ["Order", order.order],
      ],
      next: ["It comes back the way you paid. Until your bank shows it, a few working days may pass."],
      link: "See your order",
    }),
    "zh-CN": (order, say) => ({
      subject: `退款已发出：${say.money(order.amount)}`,
      news: order.was_paid
        ? `您已取消的订单，${say.dealer}已将款项退回。`
        : `您的付款在订单失效后才到达${say.dealer}，款项已退回。`,
      facts: [
        ["退款金额", say.money(order.amount)],
        ["车辆", say.vehicle(order)],
        ["订单号", order.order],
      ],
      next: ["款项将原路退回，银行到账可能需要几个工作日。"],
      link: "查看订单",
    }),
  },
};
