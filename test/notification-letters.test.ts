import { expect, test } from "vitest";
import { Purpose } from "#functions/notification/delivery";
import { speaker, type Template } from "#functions/notification/letter";
import { render } from "#functions/notification/rendering";
import { mailbox } from "#functions/notification/sending";
import { leadAssigned } from "#functions/notification/templates/lead-assigned";
import { leadReceived } from "#functions/notification/templates/lead-received";
import { orderCancelled } from "#functions/notification/templates/order-cancelled";
import { orderExpired } from "#functions/notification/templates/order-expired";
import { orderPaid } from "#functions/notification/templates/order-paid";
import { orderPlaced } from "#functions/notification/templates/order-placed";
import { orderReady } from "#functions/notification/templates/order-ready";
import { orderRefunded } from "#functions/notification/templates/order-refunded";
import { greetable, oneLine } from "#functions/notification/text";
import { Locale } from "#shared/words";

const at = "2026-11-25T09:30:00.000Z";
const hostile = `<img src=x onerror=alert(1)>"'&\r\nBcc: all@example.com\u202e`;
const money = { amount: 1_299_000, currency: "GBP" as const };

const order = {
  order: "ord_01kb2y6q0a4n8r7v3x5z9c1d2e",
  buyer: "ada",
  vehicle: "veh_01kb2y6q0a4n8r7v3x5z9c1d2e",
  vin: "WBA8E9C50GK000001",
  brand: hostile,
  model: hostile,
  year: 2022,
  colour: hostile,
  price: money,
  amount: money,
  state: "placed" as const,
  hold_until: at,
  placed_at: at,
  paid_at: at,
  by: "dealer" as const,
  was_paid: true,
  version: 1,
};
const lead = {
  lead: "lead_01kb2y6q0a4n8r7v3x5z9c1d2e",
  person: "per_01kb2y6q0a4n8r7v3x5z9c1d2e",
  stage: "new" as const,
  board: "new" as const,
  source: "web" as const,
  contact: { name: hostile, email: hostile, phone: hostile },
  verified: false,
  message: hostile,
  vehicle: hostile,
  received_at: at,
  moved_at: at,
  version: 1,
};

const letter = <Facts>(template: Template<Facts>, facts: Facts) => ({
  purpose: template.purpose,
  in: (locale: Locale, url?: string) =>
    render(template.write(facts, speaker(locale, { zone: "Asia/Shanghai", dealer: hostile })), {
      locale,
      dealer: hostile,
      name: hostile,
      url,
    }),
});
const letters = [
  letter(orderPlaced, order),
  letter(orderPaid, order),
  letter(orderReady, order),
  letter(orderCancelled, order),
  letter(orderCancelled, { ...order, by: "buyer", was_paid: false }),
  letter(orderExpired, order),
  letter(orderRefunded, order),
  letter(orderRefunded, { ...order, was_paid: false }),
  letter(leadReceived, lead),
  letter(leadAssigned, lead),
];
const cases = letters.flatMap((one) => Locale.options.map((locale) => [one.purpose, locale, one] as const));

test("every purpose has a letter", () => {
  expect(new Set(letters.map(({ purpose }) => purpose))).toEqual(new Set(Purpose.options));
});

test.each(cases)("%s in %s shows hostile text as text, and says all it should", (_purpose, locale, one) => {
  const { subject, text, html } = one.in(locale);
  expect(subject).toMatch(/^[^\r\n\p{Cc}\u202e]{5,150}$/u);
  expect(html).not.toMatch(/<img|onerror=alert\(1\)>|<script/);
  expect(
    html.match(
      /<(?!\/?(?:!doctype|html|head|meta|title|body|main|h1|p|table|tbody|tr|th|td|hr|blockquote)\b)/gi,
    ),
  ).toBeNull();
  expect(`${subject}${text}${html}`).not.toMatch(/undefined|\[object|NaN|\u202e/);
  expect(text).not.toMatch(/^Bcc:/m);
  expect(/[\u4e00-\u9fff]/.test(subject + text)).toBe(locale === "zh-CN");
  expect(html).toContain(`<html lang="${locale}">`);
});

test.each(cases)("%s in %s has a link exactly where there is a public address", (_purpose, locale, one) => {
  const url = "https://cars.example/london-cars/orders/ord_1?a=1&b=2";
  const linked = one.in(locale, url);
  expect(linked.text).toContain(url);
  expect(linked.html).toContain('href="https://cars.example/london-cars/orders/ord_1?a=1&#38;b=2"');
  expect(one.in(locale).html).not.toContain("href");
});

test("a time names its zone, and money its currency, as the language writes them", () => {
  const zone = "Asia/Shanghai";
  const [en, zh] = [speaker("en", { zone, dealer: "" }), speaker("zh-CN", { zone, dealer: "" })];
  expect([en.when(at), zh.when(at)]).toEqual([
    "25 November 2026 at 17:30 GMT+8",
    "2026年11月25日 17:30（GMT+8）",
  ]);
  const yuan = { amount: 12_345_600, currency: "CNY" as const };
  expect([en.money(yuan), zh.money(yuan)]).toEqual(["CN¥123,456.00", "¥123,456.00"]);
});

test("a dealer's name in any script fits a header, in words of 75 ASCII characters at most", () => {
  const header = mailbox(
    "上海浦东国际汽车销售服务有限公司\r\nBcc: all@example.com 浦东陆家嘴旗舰店",
    "a@b.example",
  );
  expect(header).toMatch(/^[ -~]+ <a@b\.example>$/);
  const words = header.split(" ").slice(0, -1);
  expect(words.length).toBeGreaterThan(1);
  for (const word of words) expect(word.length).toBeLessThanOrEqual(75);
  const decoded = words.map((word) => Buffer.from(word.slice(10, -2), "base64").toString("utf8")).join("");
  expect(decoded).toBe("上海浦东国际汽车销售服务有限公司 Bcc: all@example.com 浦东陆家嘴旗舰店");
});

test.each([
  ["Ada Byron", "Ada Byron"],
  ["Seán O’Neill-Łukasz", "Seán O’Neill-Łukasz"],
  ["王小明", "王小明"],
  ["John Q. Public", "John Q. Public"],
  ["win at www.example.com", undefined],
  ["call +44 20 7946 0958", undefined],
  ["", undefined],
  [undefined, undefined],
])("a greeting repeats %j as %j", (name, greeted) => {
  expect(greetable(name)).toBe(greeted);
});

test("a long line is cut between characters, never inside of one", () => {
  expect(oneLine("😀".repeat(300), 10)).toBe(`${"😀".repeat(9)}…`);
});
