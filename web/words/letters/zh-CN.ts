import { chineseBrand } from "../brands.ts";
import type { LetterWords } from "./index.ts";

/** Everything the mails say, in Chinese. */
export const zh: LetterWords = {
  greeting: (name) => (name ? `${name}，您好：` : "您好："),
  closing: (dealer) => `${dealer} 敬上`,
  footer: (dealer) => `本邮件由系统自动发送，请勿直接回复。如有疑问，请联系${dealer}。`,
  labelled: (label, value) => `${label}：${value}`,
  carTitle: ({ year, brand, model }) => `${chineseBrand(brand)} ${model}（${year} 年款）`,
  timeIn: (time, zone) => `${time}（${zone}）`,

  labels: {
    car: "车辆",
    vin: "车辆识别代号",
    price: "价格",
    order: "订单号",
    heldUntil: "保留至",
    paid: "已付金额",
    paidAt: "到账时间",
    refund: "退款金额",
    receivedAt: "收到时间",
    reference: "编号",
    name: "姓名",
    email: "邮箱",
    phone: "电话",
    vehicle: "车辆",
  },
  seeOrder: "查看订单",

  orderPlaced: {
    subject: (car) => `您的订单：${car}`,
    news: (dealer) => `感谢您在${dealer}下单，车辆已为您保留。`,
    next: (until) => `请在 ${until} 之前完成付款。逾期订单将自动取消，不会产生任何费用，车辆可由他人购买。`,
    link: "查看并支付订单",
  },
  orderPaid: {
    subject: (car) => `付款成功：${car}`,
    news: (dealer) => `${dealer}已收到您的付款，这辆车属于您了。`,
    next: (dealer) => `${dealer}正在准备车辆，可以提车时会再通知您。`,
  },
  orderReady: {
    subject: (car) => `可以提车了：${car}`,
    news: (dealer) => `您的车辆已在${dealer}准备就绪。`,
    next: "提车时请携带本人有效身份证件，并出示订单号。",
  },
  orderExpired: {
    subject: (car) => `订单已失效：${car}`,
    news: (dealer) => `您在${dealer}的订单未在车辆保留期内付款，现已失效。`,
    next: "未产生任何费用。若车辆仍在售，您可以重新下单；逾期到账的款项会退还给您。",
  },
  orderCancelled: {
    subject: (car) => `订单已取消：${car}`,
    byBuyer: (dealer) => `已按您的要求取消您在${dealer}的订单。`,
    byDealer: (dealer) => `很抱歉，${dealer}取消了您的订单。`,
    refunded: (amount) => `您支付的 ${amount} 将原路退回，退款发出后会再通知您。`,
    notCharged: "未产生任何费用，您无需进行任何操作。",
  },
  orderRefunded: {
    subject: (amount) => `退款已发出：${amount}`,
    cancelled: (dealer) => `您已取消的订单，${dealer}已将款项退回。`,
    tooLate: (dealer) => `您的付款在订单失效后才到达${dealer}，款项已退回。`,
    next: "款项将原路退回，银行到账可能需要几个工作日。",
  },
  leadReceived: {
    subject: (dealer) => `${dealer}已收到您的咨询`,
    news: (dealer) => `感谢您的关注，您的咨询已送达${dealer}。`,
    answer: "我们的工作人员将与您联系。",
    mistake: "如果您没有提交过咨询，可能是他人误填了您的邮箱，您无需理会。",
    link: "查看在售车辆",
  },
  leadAssigned: {
    subject: (from) => `新的咨询：${from}`,
    news: (dealer) => `${dealer}有一条咨询分配给您。`,
    verified: "联系方式已核实。",
    unverified: "联系方式尚未核实。",
    soon: "请尽快回复客户。",
    link: "打开咨询",
  },
};
