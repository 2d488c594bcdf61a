import * as fc from "fast-check";
import { expect, test } from "vitest";
import { isPersonal } from "#shared/personal";
import { digestOf, Email, normalEmail, normalPhone } from "#functions/customers/spelling";
import { inside } from "#test/people-given";
import { forecourt } from "#test/support/forecourt";

test.each([
  ["case and spaces", "  Ada.Byron@Example.COM ", "ada.byron@example.com"],
  ["full-width letters and signs", "ａｄａ＠ｅｘａｍｐｌｅ．ｃｏｍ", "ada@example.com"],
  ["an international domain", "ada@BÜCHER.example", "ada@xn--bcher-kva.example"],
  ["the ASCII form of it", "ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example"],
  ["a domain that ends in a dot", "ada@example.com.", "ada@example.com"],
  ["signs nobody sees", "ada\u200B@exam\u00ADple.com", "ada@example.com"],
  ["a composed and a decomposed letter", "jose\u0301@example.com", "jos\u00E9@example.com"],
  ["a Chinese local part", "李雷@例子.中国", "李雷@xn--fsqu00a.xn--fiqs8s"],
])("an e-mail address in another spelling is the same address: %s", (_what, spelt, plain) => {
  expect(normalEmail(spelt)).toBe(plain);
});

test.each([
  "",
  "ada",
  "ada@",
  "@example.com",
  "ada@localhost",
  "a@b@c",
  "ada@exa_mple.com",
  "<ada@example.com>",
  "a,b@example.com",
])("what is no e-mail address is refused: %j", (text) => {
  expect(normalEmail(text)).toBeUndefined();
  expect(Email.safeParse(text).success).toBe(false);
});

test("one spelling stays as it is: to normalise twice changes nothing", () => {
  fc.assert(
    fc.property(fc.emailAddress(), (address) => {
      const once = normalEmail(address);
      if (once !== undefined) expect(normalEmail(once)).toBe(once);
    }),
  );
});

test.each([
  [
    "GB",
    "+442079460958",
    [
      "020 7946 0958",
      "+44 20 7946 0958",
      "+44 (0)20 7946 0958",
      "0044 20 7946 0958",
      "(020) 7946-0958",
      "０２０　７９４６　０９５８",
      "＋４４ ２０ ７９４６ ０９５８",
      "020.7946.0958",
      "+44 20 7946 0958 ext. 12",
    ],
  ],
  [
    "CN",
    "+8613800138000",
    [
      "13800138000",
      "138 0013 8000",
      "+86 138-0013-8000",
      "0086 13800138000",
      "８６１３８００１３８０００",
      "1３800138000",
    ],
  ],
])("a phone number in another spelling is the same number in %s", async (country, plain, spellings) => {
  const world = await forecourt();
  const dealer = await world.dealer({ country });
  for (const spelt of spellings)
    expect(await inside(dealer, "customers", () => normalPhone(spelt)), spelt).toBe(plain);
});

test("a number without a country code is read with the dealer's country", async () => {
  const world = await forecourt();
  const london = await world.dealer({ id: "london-cars", country: "GB" });
  const berlin = await world.dealer({ id: "berlin-autos", country: "DE" });
  expect(await inside(london, "customers", () => normalPhone("030 901820"))).not.toBe(
    await inside(berlin, "customers", () => normalPhone("030 901820")),
  );
});

test.each(["12", "not a number", "+999 1234", "++44", "0".repeat(40)])(
  "what is no phone number is refused: %j",
  async (text) => {
    const world = await forecourt();
    const dealer = await world.dealer({ country: "GB" });
    await expect(inside(dealer, "customers", () => normalPhone(text))).rejects.toMatchObject({
      status: 422,
      code: "phone_invalid",
    });
  },
);

test("a key's name shows nothing of its value, and is another one at another dealer", () => {
  const key = { kind: "email", value: "ada@example.com" } as const;
  const [here, there] = [
    inside("london-cars", "customers", () => digestOf(key)),
    inside("shanghai-cars", "customers", () => digestOf(key)),
  ];
  expect(here).toMatch(/^[\w-]{43}$/);
  expect(here).not.toBe(there);
  expect(isPersonal(Email)).toBe(true);
});
