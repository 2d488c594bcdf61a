/** Everything the mails say, in English. Its shape is the catalogue's: another language that lacks a key does not compile. */
export const en = {
  greeting: (name: string | undefined) => (name ? `Dear ${name},` : "Hello,"),
  closing: (dealer: string) => `Kind regards, ${dealer}`,
  footer: (dealer: string) =>
    `This message was sent automatically and its address takes no replies. If you have a question, please contact ${dealer}.`,
  labelled: (label: string, value: string) => `${label}: ${value}`,
  carTitle: (car: { year: number; brand: string; model: string }) => `${car.year} ${car.brand} ${car.model}`,
  timeIn: (time: string, zone: string) => `${time} ${zone}`,

  labels: {
    car: "Car",
    vin: "Vehicle identification number",
    price: "Price",
    order: "Order",
    heldUntil: "Held until",
    paid: "Paid",
    paidAt: "Received",
    refund: "Refund",
    receivedAt: "Received",
    reference: "Reference",
    name: "Name",
    email: "E-mail",
    phone: "Phone",
    vehicle: "Vehicle",
  },
  seeOrder: "See your order",

  orderPlaced: {
    subject: (car: string) => `Your order: ${car}`,
    news: (dealer: string) => `Thank you for your order with ${dealer}. The car is held for you.`,
    next: (until: string) =>
      `Please pay by ${until}. After that the order ends by itself, nothing is charged, and somebody else may buy the car.`,
    link: "See and pay your order",
  },
  orderPaid: {
    subject: (car: string) => `Payment received: ${car}`,
    news: (dealer: string) => `${dealer} has received your payment. The car is yours.`,
    next: (dealer: string) =>
      `${dealer} prepares the car and tells you when it stands ready to be collected.`,
  },
  orderReady: {
    subject: (car: string) => `Ready to collect: ${car}`,
    news: (dealer: string) => `Your car stands ready for you at ${dealer}.`,
    next: "Please bring proof of your identity and the number of your order when you collect it.",
  },
  orderExpired: {
    subject: (car: string) => `Order ended: ${car}`,
    news: (dealer: string) =>
      `Your order with ${dealer} was not paid while the car was held for you, so it has ended.`,
    next: "Nothing was charged. If you still want the car, order it again while nobody else has; a payment that comes too late is sent back to you.",
  },
  orderCancelled: {
    subject: (car: string) => `Order cancelled: ${car}`,
    byBuyer: (dealer: string) => `As you asked, your order with ${dealer} is cancelled.`,
    byDealer: (dealer: string) => `${dealer} had to cancel your order. We are sorry.`,
    refunded: (amount: string) =>
      `Your payment of ${amount} goes back to you the way it came; we write again when it is on its way.`,
    notCharged: "Nothing was charged, and there is nothing for you to do.",
  },
  orderRefunded: {
    subject: (amount: string) => `Refund on its way: ${amount}`,
    cancelled: (dealer: string) => `${dealer} has sent the money of your cancelled order back.`,
    tooLate: (dealer: string) =>
      `Your payment reached ${dealer} after the order had ended, so the money was sent back.`,
    next: "It comes back the way you paid. Until your bank shows it, a few working days may pass.",
  },
  leadReceived: {
    subject: (dealer: string) => `${dealer} has received your inquiry`,
    news: (dealer: string) => `Thank you for your interest. Your inquiry has reached ${dealer}.`,
    answer: "A member of our staff will get in touch with you.",
    mistake:
      "If you have not written to us, somebody has entered your address by mistake: you need do nothing.",
    link: "See our cars",
  },
  leadAssigned: {
    subject: (from: string) => `New inquiry: ${from}`,
    news: (dealer: string) => `An inquiry to ${dealer} is yours to answer.`,
    verified: "The contact is known to be this person's.",
    unverified: "Nobody has checked yet that the contact is this person's.",
    soon: "Please answer soon.",
    link: "Open the inquiry",
  },
};
