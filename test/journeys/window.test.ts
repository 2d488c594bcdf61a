import { expect, inject, test } from "vitest";
import { each } from "#local/seed/calling";
import { given, london, shanghai } from "./steps.ts";

type Row = {
  vehicle: string;
  brand: string;
  price: { amount: number; currency: string };
  photo?: { url: string };
};
type Window = { data: Row[]; next_cursor?: string };

const dealers = [
  { dealer: london, currency: "GBP" },
  { dealer: shanghai, currency: "CNY" },
];

test.each(dealers)(
  "the window of $dealer shows each car once, page by page, in its own currency",
  async ({ dealer, currency }) => {
    const rows = await all(dealer, "sort=price&limit=15");
    expect(new Set(rows.map(({ vehicle }) => vehicle)).size).toBe(rows.length);
    expect(rows.length).toBeGreaterThan(60);
    expect(new Set(rows.map(({ price }) => price.currency))).toEqual(new Set([currency]));
    const prices = rows.map(({ price }) => price.amount);
    expect(prices).toEqual(prices.toSorted((a, b) => a - b));
  },
);

test.each(dealers)("every car of $dealer has a picture, drawn by the platform itself", async ({ dealer }) => {
  const rows = await all(dealer, "limit=100");
  const urls = [...new Set(rows.flatMap(({ photo }) => (photo ? [photo.url] : [])))];
  expect(urls.length).toBeGreaterThan(20);
  const pictures = await each(urls, 8, async (url) => {
    const answer = await fetch(inject("cloud").api + url);
    return {
      url,
      status: answer.status,
      type: answer.headers.get("content-type"),
      drawn: await answer.text(),
    };
  });
  for (const { url, status, type, drawn } of pictures) {
    expect({ url, status, type }).toEqual({ url, status: 200, type: "image/svg+xml" });
    expect(drawn).toContain("<svg");
  }
});

test("a shopper narrows the window by brand and price, and sets two cars side by side", async () => {
  const rows = await all(london, "brand=Ford&price_lte=1500000&limit=100");
  expect(rows.length).toBeGreaterThan(1);
  for (const { brand, price } of rows) {
    expect(brand).toBe("Ford");
    expect(price.amount).toBeLessThanOrEqual(1_500_000);
  }
  const [one, other] = rows;
  const path = `/v1/dealers/${london}/vehicle-comparison?vehicle=${one?.vehicle}&vehicle=${other?.vehicle}`;
  const compared = JSON.stringify(await given.visitor().get(path));
  expect(compared).toContain(one?.vehicle);
  expect(compared).toContain(other?.vehicle);
});

async function all(dealer: string, query: string): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | undefined;
  do {
    const page = cursor ? `&cursor=${encodeURIComponent(cursor)}` : "";
    const { data, next_cursor } = await given
      .visitor()
      .get<Window>(`/v1/dealers/${dealer}/vehicles?${query}${page}`);
    rows.push(...data);
    cursor = next_cursor;
  } while (cursor);
  return rows;
}
