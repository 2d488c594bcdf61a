import { expect, test } from "vitest";
import { expectStatus, type Shop, shop, text } from "#test/support/shop";

const given = async () => {
  const opened = await shop();
  const log = async (query = "") => {
    const { body } = expectStatus(await opened.staff().get(`/v1/notifications${query}`), 200);
    return body.data as unknown as Record<string, string>[];
  };
  const mails = (to = "ada@example.com") => opened.world.mail.sent.filter((mail) => mail.to[0] === to);
  return { ...opened, log, mails, ada: opened.buyer("ada") };
};
const inquiry = {
  contact: { name: "Grace Hopper", email: "grace@example.com" },
  message: "Is it <b>red</b>?",
};

const order = async (
  { ada, car, world }: Pick<Shop, "car" | "world"> & { ada: ReturnType<Shop["buyer"]> },
  number = 1,
) => {
  const placed = expectStatus(await ada.orders(await car(number)), 201);
  await world.settle();
  return text(placed.body["order"]);
};

test("who orders a car reads what it costs and until when it is held, with the zone", async () => {
  const at = await given();
  const id = await order(at);
  const [mail, ...others] = at.mails();
  expect(others).toEqual([]);
  expect(mail).toMatchObject({ to: ["ada@example.com"], subject: "Your order: 2022 BMW 320d" });
  expect(mail?.from).toBe("=?UTF-8?B?TG9uZG9uIENhcnM=?= <no-reply@forecourt.example>");
  for (const part of [
    "Dear ada,",
    "£18,995.00",
    "25 November 2026 at 09:30 GMT",
    "WBA8E9C50GK000001",
    id,
    "London Cars",
  ])
    expect([mail?.text, mail?.html].every((body) => body?.includes(part))).toBe(true);
  expect(mail?.html).toContain('<html lang="en">');
  expect(mail?.text).toContain(`${process.env["API_ENDPOINT"]}/${at.dealer}/orders/${id}`);
});

test("who reads Chinese is told in Chinese, at the dealer's time", async () => {
  const at = await given();
  const { world } = at;
  const me = world.customer("ada");
  const profile = await me.get("/v1/me");
  expectStatus(
    await me.patch("/v1/me", { locale: "zh-CN" }, { "if-match": profile.headers["etag"] ?? "" }),
    200,
  );
  await order(at);
  expect(at.mails()).toHaveLength(1);
  expect(at.mails()[0]).toMatchObject({ subject: "您的订单：宝马 320d（2022 年款）" });
  expect(at.mails()[0]?.text).toContain("2026年11月25日 09:30（GMT+0）");
  expect(at.mails()[0]?.html).toContain('<html lang="zh-CN">');
});

test("paid, cancelled, refunded: the buyer hears of each step once, however often it is delivered", async () => {
  const at = await given();
  const { world, ada, settles } = at;
  const travel = { times: 4, reorder: <T>(records: T[]): T[] => records.toReversed() };
  const id = await order(at);
  const payment = text(expectStatus(await ada.pays(id), 200).body["payment"]);
  await settles(payment, "captured");
  await world.settle(travel);
  expectStatus(await at.does(id, "cancel"), 200);
  await world.settle(travel);
  await world.later(60_000);
  const subjects = at.mails().map(({ subject }) => subject);
  expect(subjects).toEqual([
    "Your order: 2022 BMW 320d",
    "Payment received: 2022 BMW 320d",
    "Order cancelled: 2022 BMW 320d",
    "Refund on its way: £18,995.00",
  ]);
  const effects = at.mails().map(({ headers }) => headers["x-forecourt-effect"]);
  expect(new Set(effects).size).toBe(4);
  const logged = await at.log(`?order=${id}`);
  expect(logged.map(({ purpose, state }) => `${purpose} ${state}`).sort()).toEqual([
    "order_cancelled sent",
    "order_paid sent",
    "order_placed sent",
    "order_refunded sent",
  ]);
  expect(new Set(logged.map(({ effect }) => effect))).toEqual(new Set(effects));
});

test("an order that was not paid in time ends with a mail that says nothing was charged", async () => {
  const at = await given();
  await order(at);
  await at.world.later(31 * 60_000);
  expect(at.mails().map(({ subject }) => subject)).toEqual([
    "Your order: 2022 BMW 320d",
    "Order ended: 2022 BMW 320d",
  ]);
  expect(at.mails()[1]?.text).toContain("Nothing was charged.");
});

test("the delivery log names accounts and messages, never an address or a name", async () => {
  const at = await given();
  const id = await order(at);
  const [row] = await at.log();
  expect(row).toMatchObject({
    purpose: "order_placed",
    channel: "email",
    role: "buyer",
    recipient: at.ada.id,
    order: id,
    template: "order_placed.1",
    locale: "en",
    state: "sent",
    provider_id: at.mails()[0]?.id,
  });
  const items = at.items("Delivery");
  expect(items).toHaveLength(1);
  expect(JSON.stringify(items)).not.toMatch(/example\.com|@/);
});

test("the delivery log is read by order, by lead or by purpose, the newest first", async () => {
  const at = await given();
  const first = await order(at);
  at.world.clock.advance(60_000);
  const second = await order(at, 2);
  at.world.clock.advance(60_000);
  expectStatus(await at.world.visitor.post(`/v1/dealers/${at.dealer}/leads`, inquiry), 201);
  await at.world.settle();
  at.world.clock.advance(60_000);
  expectStatus(await at.does(first, "cancel"), 200);
  await at.world.settle();
  const purposes = async (query: string) => (await at.log(query)).map(({ purpose }) => purpose);
  const orders = async (query: string) => (await at.log(query)).map((row) => row["order"]);
  expect(await purposes(`?order=${first}`)).toEqual(["order_cancelled", "order_placed"]);
  expect(await purposes(`?order=${second}`)).toEqual(["order_placed"]);
  expect(await orders("?purpose=order_placed")).toEqual([second, first]);
  const whole = await at.log();
  const times = whole.map((row) => row["at"] ?? "");
  expect(times).toEqual(times.toSorted().toReversed());
  expect(whole[0]?.["purpose"]).toBe("order_cancelled");
  const ofLead = whole.filter((row) => row["lead"] !== undefined);
  expect(ofLead.length).toBeGreaterThan(0);
  expect(await at.log(`?lead=${ofLead[0]?.["lead"]}`)).toEqual(ofLead);
});

test("who has no verified address is sent nothing, and the log says why", async () => {
  const at = await given();
  const { tokens } = at.world;
  const sub = "00000000-0000-4000-8000-000000000001";
  const stranger = at.world.as(tokens.token("customers", { sub, username: sub }));
  const placed = expectStatus(
    await stranger.post(`/v1/dealers/${at.dealer}/orders`, { vehicle: await at.car() }, at.fresh()),
    201,
  );
  await at.world.settle({ times: 3 });
  expect(at.world.mail.sent).toEqual([]);
  const logged = await at.log(`?order=${text(placed.body["order"])}`);
  expect(logged).toHaveLength(1);
  expect(logged[0]).toMatchObject({ state: "skipped", reason: "no_address" });
});

test("a mail that SES rejects is logged with its code and not tried again", async () => {
  const at = await given();
  let tries = 0;
  at.world.mail.refuse = () => {
    tries += 1;
    return "MessageRejected";
  };
  await order(at);
  await at.world.settle({ times: 2 });
  expect(tries).toBe(1);
  expect(await at.log()).toMatchObject([{ state: "failed", reason: "MessageRejected" }]);
  expect(at.world.deadLetters("notification")).toEqual([]);
});

test("a throttled mail waits in the queue and is sent once SES takes it", async () => {
  const at = await given();
  let tries = 0;
  at.world.mail.refuse = () => ((tries += 1) < 3 ? "TooManyRequestsException" : undefined);
  await order(at);
  expect([tries, at.mails().length]).toEqual([3, 1]);
  expect(await at.log()).toMatchObject([{ state: "sent" }]);
});

test("while SES takes nothing at all, messages end as dead letters to be sent again, not as sent", async () => {
  const at = await given();
  at.world.mail.refuse = () => "SendingPausedException";
  await order(at);
  expect(await at.log()).toEqual([]);
  expect(at.world.deadLetters("notification")).toHaveLength(1);
});

test("an inquiry is acknowledged to its sender without a word of what was written", async () => {
  const at = await given();
  expectStatus(await at.world.visitor.post(`/v1/dealers/${at.dealer}/leads`, inquiry), 201);
  await at.world.settle({ times: 3 });
  expect(at.mails("grace@example.com")).toHaveLength(1);
  expect(at.mails("grace@example.com")[0]).toMatchObject({
    to: ["grace@example.com"],
    subject: "London Cars has received your inquiry",
  });
  expect(at.mails("grace@example.com")[0]?.text).toContain("Dear Grace Hopper,");
  expect(at.mails("grace@example.com")[0]?.text).not.toContain("<b>");
});

test("whose lead it is hears who asked for what, once, in their own language", async () => {
  const at = await given();
  const { world, dealer, staff } = at;
  const seller = staff().id;
  const vehicle = await at.car();
  const sent = await world.visitor.post(`/v1/dealers/${dealer}/leads`, { ...inquiry, vehicle });
  await world.settle({ times: 3 });
  const notices = world.mail.sent.filter(({ subject }) => subject === "New inquiry: Grace Hopper");
  expect(notices).toHaveLength(1);
  for (const part of ["grace@example.com", "Is it <b>red</b>?", "2022 BMW 320d"])
    expect(notices[0]?.text).toContain(part);
  expect(notices[0]?.html).toContain("Is it &#60;b&#62;red&#60;/b&#62;?");
  const logged = await at.log(`?lead=${text(sent.body["lead"])}`);
  expect(logged.map(({ role, recipient }) => [role, recipient])).toContainEqual(["owner", seller]);
});

test("a quarantined lead sends nothing until staff release it", async () => {
  const at = await given();
  const { world, dealer } = at;
  const received: string[] = [];
  for (let count = 0; count < 40 && at.items("Lead").every(({ quarantined }) => !quarantined); count += 1) {
    const headers = { "x-test-source": `203.0.113.${count}` };
    const { body } = await world.visitor.post(`/v1/dealers/${dealer}/leads`, inquiry, headers);
    received.push(text(body["lead"]));
    await world.settle();
  }
  const flood = received.at(-1) ?? "";
  expect(at.items("Lead").find(({ lead }) => lead === flood)).toMatchObject({ quarantined: true });
  expect(await at.log(`?lead=${flood}`)).toEqual([]);
  expect(at.mails("grace@example.com")).toHaveLength(received.length - 1);
  expectStatus(await at.staff().post(`/v1/leads/${flood}/release`), 200);
  await world.settle({ times: 2 });
  expect(await at.log(`?lead=${flood}`)).toContainEqual(
    expect.objectContaining({ purpose: "lead_received", state: "sent" }),
  );
  expect(at.mails("grace@example.com")).toHaveLength(received.length);
});

test("a name cannot begin a header, add a recipient or bring its own advertisement", async () => {
  const at = await given();
  const names = [
    "Eve\r\nBcc: everyone@example.com",
    "Cheap pills at www.example.com",
    "\u202Elive now!",
    "<script>alert(1)</script>",
  ];
  for (const name of names) {
    const contact = { name, email: "eve@example.com" };
    expectStatus(await at.world.visitor.post(`/v1/dealers/${at.dealer}/leads`, { contact }), 201);
    await at.world.settle();
  }
  expect(at.mails("eve@example.com")).toHaveLength(names.length);
  for (const mail of at.mails("eve@example.com")) {
    expect([mail.to, mail.cc, mail.bcc]).toEqual([["eve@example.com"], [], []]);
    expect(Object.keys(mail.headers).sort()).toEqual([
      "auto-submitted",
      "date",
      "message-id",
      "x-forecourt-effect",
    ]);
    expect(mail.text).toContain("Hello,");
    expect(`${mail.subject}${mail.text}${mail.html}`).not.toMatch(/everyone|pills|script>|live now|\u202e/);
  }
});

test("the log is read by who may, one filter at a time, a page at a time, in one call", async () => {
  const at = await given();
  await order(at);
  await at.buyer("ada").orders(await at.car(2));
  await at.world.settle();
  const { world, dealer, staff } = at;
  expect((await world.staff(dealer, "warehouse").get("/v1/notifications")).status).toBe(403);
  expect((await staff().get("/v1/notifications?purpose=order_placed&lead=x")).body["code"]).toBe(
    "filters_exclusive",
  );
  expect((await staff().get("/v1/notifications?purpose=party")).status).toBe(400);
  expect((await staff().get("/v1/notifications?to=ada")).status).toBe(400);
  const first = await staff().get("/v1/notifications?limit=1");
  world.aws.reset();
  const second = await staff().get(
    `/v1/notifications?limit=1&cursor=${encodeURIComponent(text(first.body["next_cursor"]))}`,
  );
  expect(world.aws.calls.map(({ operation }) => operation)).toEqual(["Query"]);
  const events = [first, second].map(({ body }) => (body.data[0] as unknown as { event: string }).event);
  expect(new Set(events).size).toBe(2);
  expect(await at.log("?purpose=order_paid")).toEqual([]);
});

test("a dealer's log shows nothing of another dealer's messages", async () => {
  const at = await given();
  const id = await order(at);
  const other = await at.world.dealer({ id: "paris-cars" });
  const { body } = await at.world.staff(other, "owner").get(`/v1/notifications?order=${id}`);
  expect(body).toEqual({ data: [] });
});
