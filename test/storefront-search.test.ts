import { afterAll, beforeAll, expect, test } from "vitest";
import { showroom, type Showroom } from "./support/showroom.ts";

let room: Showroom;
let base: string;
beforeAll(async () => {
  room = await showroom({ cars: 40 });
  base = `/en/${room.london}`;
});
afterAll(() => room.close());

const get = async (path: string) => (await room.world.visitor.get(path, { host: "cars.example" })).text;
const listed = (page: string) => [...page.matchAll(/data-car="(\w+)"/g)].map(([, vehicle]) => vehicle);
const cars = () => room.stocked.get(room.london) ?? [];

test("words find the cars that bear them, also mistyped, and the list says how many and how fresh it is", async () => {
  const golfs = cars().filter(({ car }) => car.model === "Golf");
  expect(golfs.length).toBeGreaterThan(0);
  for (const words of ["golf", "volkswagen golf", "gofl", " GOLF "]) {
    const page = await get(`${base}/cars?${new URLSearchParams({ q: words })}`);
    expect(listed(page).toSorted()).toEqual(golfs.map(({ vehicle }) => vehicle).toSorted());
    expect(page).toContain(`>${golfs.length} cars<`);
    expect(page).toMatch(/as of \d\d:\d\d:\d\d GMT/);
  }
  const chinese = await get(`/zh-CN/${room.london}/cars?${new URLSearchParams({ q: "大众golf" })}`);
  expect(listed(chinese)).toHaveLength(golfs.length);
});

test("a search keeps the filters, the filters keep the search, and a chip takes it away", async () => {
  const page = await get(`${base}/cars?q=golf&fuel=diesel&sort=price`);
  const links = [...page.matchAll(/href="([^"]+)"[^>]*aria-label="Remove filter: ([^"]+)"/g)];
  expect(links.map(([, href, name]) => [name, href?.replaceAll("&amp;", "&")])).toEqual([
    ["“golf”", `${base}/cars?fuel=diesel&sort=price`],
    ["Diesel", `${base}/cars?q=golf&sort=price`],
  ]);
  const hidden = [...page.matchAll(/<input type="hidden" name="(\w+)" value="(\w+)" form="search"\/>/g)];
  expect(Object.fromEntries(hidden.map(([, name, value]) => [name, value]))).toEqual({
    fuel: "diesel",
    sort: "price",
  });
  const facets = [...page.matchAll(/href="([^"]+)"[^>]*class="facet"/g)].map(([, href]) => href ?? "");
  expect(facets.length).toBeGreaterThan(1);
  expect(facets.filter((href) => !href.includes("q=golf"))).toEqual([]);
});

test("the front page searches by the same words without scripts", async () => {
  const page = await get(base);
  const form = /<form class="search[^"]*" role="search" action="([^"]+)" method="get">(.*?)<\/form>/s.exec(
    page,
  );
  expect(form?.[1]).toBe(`${base}/cars`);
  expect(form?.[2]).toContain('name="q"');
});

test("whatever is typed is a search, however long it is", async () => {
  for (const words of ["x".repeat(10_000), "a\u0000b", "\u202Egolf", "🚗".repeat(80), "%", "   "]) {
    const reply = await room.world.visitor.get(`${base}/cars?${new URLSearchParams({ q: words })}`, {
      host: "cars.example",
    });
    expect(reply.status).toBe(200);
  }
});

test("what nobody has leads on: the search is still there to be changed, and there is a way to ask", async () => {
  const page = await get(`${base}/cars?q=spaceship`);
  expect(page).toContain('value="spaceship"');
  expect(page).toContain("No car matches all of this");
  expect(page).toContain(`href="${base}/enquiry"`);
});
