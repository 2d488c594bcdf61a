import type { Order } from "#functions/orders/index";
import type { Template } from "../letter.ts";

export const orderPaid: Template<Order & { paid_at: string }> = {
  purpose: "order_paid",
  edition: 1,
  words: {
    en: (order, say) => ({
      subject: `Payment received: ${say.vehicle(order)}`,
      news: `${say.dealer} has received your payment. The car is yours.`,
      facts: [
        ["Car", say.vehicle(order)],
        ["Vehicle identification number", order.vin],
        ["Paid", say.money(order.price)],
        ["Received", say.when(order.paid_at)],
        ["Order", order.order],
      ],
      next: [`${say.dealer} prepares the car and tells you when it stands ready to be collected.`],
      link: "See your order",
    }),
    "zh-CN": (order, say) => ({
      subject: `付款成功：${say.vehicle(order)}`,
      news: `${say.dealer}已收到您的付款，这辆车属于您了。`,
      facts: [
        ["车辆", say.vehicle(order)],
        ["车辆识别代号", order.vin],
        ["已付金额", say.money(order.price)],
        ["到账时间", say.when(order.paid_at)],
        ["订单号", order.order],
      ],
      next: [`${say.dealer}正在准备车辆，可以提车时会再通知您。`],
      link: "查看订单",
    }),
  },
};
