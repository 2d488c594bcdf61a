import { customer, defineContext, on, page, provider, route } from "#shared/context";
import * as Changing from "./changing.ts";
import * as Closing from "./closing.ts";
import { ExpireHold } from "./commands.ts";
import { Inbox, Orders, Payments } from "./entities.ts";
import * as Events from "./events.ts";
import * as Fulfilling from "./fulfilling.ts";
import * as Notices from "./notices.ts";
import { Order } from "./order.ts";
import * as Paying from "./paying.ts";
import * as Placing from "./placing.ts";
import * as Reading from "./reading.ts";
import * as Refunding from "./refunding.ts";

export const orders = defineContext({
  name: "orders",
  summary: "Cars that are ordered, held, paid, collected, and what happens when that breaks off.",
  permissions: ["orders:read", "orders:write"],
  entities: [Orders, Payments, Inbox],
  announces: Object.values(Events),
  reads: ["catalog", "inventory", "dealers"],
  writes: ["catalog", "inventory"],
  uses: ["api-url"],
  reactionsUse: ["api-url"],
  routes: {
    "POST /v1/dealers/{dealer}/orders": route({
      who: customer,
      summary: "Order a car",
      body: Placing.NewOrder,
      reply: { 201: Order },
      refuses: [
        "404 not_found",
        "409 vehicle_not_on_sale",
        "409 vehicle_taken",
        "409 unit_not_in_stock",
        "409 unit_missing",
      ],
      idempotency: "required",
      run: Placing.place,
    }),
    "GET /v1/dealers/{dealer}/orders": route({
      who: customer,
      summary: "My orders",
      query: Reading.Paging,
      reply: { 200: page(Order) },
      run: Reading.listOwn,
    }),
    "GET /v1/dealers/{dealer}/orders/{order}": route({
      who: customer,
      summary: "One of my orders",
      record: Reading.loadOwn,
      owner: "buyer",
      reply: { 200: Order },
      run: Reading.show,
    }),
    "PATCH /v1/dealers/{dealer}/orders/{order}": route({
      who: customer,
      summary: "Change note or place of collection of an order of mine",
      record: Reading.loadOwn,
      owner: "buyer",
      body: Changing.Changes,
      reply: { 200: Order },
      refuses: ["409 order_is_ready", "422 store_unknown"],
      run: Changing.changeOwn,
    }),
    "POST /v1/dealers/{dealer}/orders/{order}/pay": route({
      who: customer,
      summary: "Begin to pay an order of mine",
      record: Reading.loadOwn,
      owner: "buyer",
      reply: { 200: Paying.Checkout },
      refuses: ["409 hold_ended", "409 order_is_paid", "422 payment_unavailable"],
      idempotency: "required",
      run: Paying.pay,
    }),
    "POST /v1/dealers/{dealer}/orders/{order}/cancel": route({
      who: customer,
      summary: "Cancel an order of mine",
      record: Reading.loadOwn,
      owner: "buyer",
      reply: { 200: Order },
      refuses: ["409 order_is_handed_over"],
      run: Closing.cancelOwn,
    }),
    "POST /v1/payment-notices/{provider}/{dealer}": route({
      who: provider,
      summary: "A payment provider says what became of a payment",
      reply: { 200: Notices.Receipt },
      refuses: ["401 signature_invalid", "422 amount_mismatch", "422 dealer_mismatch", "400 notice_invalid"],
      idempotency: "none",
      run: Notices.receive,
    }),
    "GET /v1/orders": route({
      who: "orders:read",
      summary: "The dealer's orders",
      query: Reading.Filter,
      reply: { 200: page(Order) },
      personal: true,
      run: Reading.list,
    }),
    "GET /v1/orders/{order}": route({
      who: "orders:read",
      summary: "One order",
      reply: { 200: Order },
      personal: true,
      run: Reading.load,
    }),
    "PATCH /v1/orders/{order}": route({
      who: "orders:write",
      summary: "Change note or place of collection for a buyer",
      body: Changing.Changes,
      reply: { 200: Order },
      refuses: ["409 order_is_ready", "422 store_unknown"],
      personal: true,
      run: Changing.changeFor,
    }),
    "POST /v1/orders/{order}/cancel": route({
      who: "orders:write",
      summary: "Cancel an order; what was paid goes back",
      reply: { 200: Order },
      refuses: ["409 order_is_handed_over"],
      fresh: true,
      run: Closing.cancel,
    }),
    "POST /v1/orders/{order}/refund": route({
      who: "orders:write",
      summary: "Undo a paid order and send the money back",
      body: Closing.Refunding,
      reply: { 200: Order },
      refuses: ["409 order_is_placed", "409 order_is_handed_over"],
      idempotency: "required",
      fresh: true,
      run: Closing.refund,
    }),
    "POST /v1/orders/{order}/ready": route({
      who: "orders:write",
      summary: "The car is ready to be collected",
      reply: { 200: Order },
      refuses: ["409 order_is_placed"],
      run: Fulfilling.makeReady,
    }),
    "POST /v1/orders/{order}/hand-over": route({
      who: "orders:write",
      summary: "The buyer has collected the car",
      reply: { 200: Order },
      refuses: ["409 order_is_paid"],
      run: Fulfilling.handOver,
    }),
  },
  reactions: {
    expireHold: on(ExpireHold, Closing.expire),
    carryOutRefund: on(Events.RefundDue, Refunding.carryOut),
  },
});
