import type { Client } from "#test/support/api";
import { stored } from "#test/support/seen";
import { done } from "../sim/making.ts";
import { clientOf, type Fixtures, routes } from "../stories.ts";
import { type Life, same } from "./life.ts";

type Row = Record<string, unknown>;

/** What buyers are shown at rest: what can be bought, all of it and nothing else; and every list page by page. */
export async function shown(life: Life, fixtures: Fixtures): Promise<void> {
  // Some cars are on sale and held at this moment.
  for (let held = 0; held < 2; held += 1) await life.make.placed();
  await life.settle();
  const offered = new Set(
    stored(life.world, "Vehicle")
      .filter((car) => car["status"] === "on_sale" && car["availability"] === "available")
      .map((car) => String(car["vehicle"])),
  );
  await inWindow(life, offered);
  await recommended(life, offered);
  for (const [key, { query, who }] of routes)
    if (key.startsWith("GET ") && query && "cursor" in query.shape && who !== "dealers:administer")
      await paged(life, fixtures, key);
}

async function inWindow({ world, dealer, say }: Life, offered: ReadonlySet<string>): Promise<void> {
  const { data } = await everything(world.visitor, `/v1/dealers/${dealer}/vehicles?limit=100`);
  const listed = data.map((row) => String(row["vehicle"]));
  const wrong = listed.filter((vehicle) => !offered.has(vehicle));
  const lacking = [...offered].filter((vehicle) => !listed.includes(vehicle));
  if (wrong.length > 0) say(`the window shows ${wrong.length} cars that cannot be bought`);
  if (lacking.length > 0) say(`the window lacks ${lacking.length} of ${offered.size} cars`);
}

/** Only cars that can be bought; and of one person's path nothing: what was looked at together, two have looked at. */
async function recommended({ world, dealer, say }: Life, offered: ReadonlySet<string>): Promise<void> {
  const paths = stored(world, "Interest").map(({ vehicles }) => new Set(vehicles as string[]));
  let rows = 0;
  for (const vehicle of [...offered].slice(0, 12)) {
    const reply = await world.visitor.get(`/v1/dealers/${dealer}/vehicles/${vehicle}/similar`).then(done);
    for (const row of reply.body.data as Row[]) {
      rows += 1;
      const other = String(row["vehicle"]);
      if (!offered.has(other)) say(`${other} is recommended and cannot be bought`);
      const together = paths.filter((path) => path.has(vehicle) && path.has(other)).length;
      if (row["reason"] === "also_considered" && together < 2)
        say(`${other} is shown beside ${vehicle} because of one person`);
    }
  }
  if (offered.size > 2 && rows === 0) say("nothing is recommended");
}

/** Three rows at a time a list is what it is in one piece, in the same order, and nothing comes twice. */
async function paged({ say }: Life, fixtures: Fixtures, key: string): Promise<void> {
  const { who } = routes.get(key)!;
  const client = clientOf(fixtures, who === "anyone" ? "visitor" : who === "customer" ? "buyer" : "owner");
  const path = (key.split(" ")[1] ?? "").replaceAll(
    /\{(\w+)\}/g,
    (_, name: string) => fixtures.params[name] ?? name,
  );
  const asked = key === "GET /v1/stock-movements" ? `${path}?vin=${fixtures.params["vin"]}&` : `${path}?`;
  const whole = await everything(client, `${asked}limit=100`);
  const small = await everything(client, `${asked}limit=3`, 12);
  const rows = (list: Row[]) => list.slice(0, 30).map((row) => JSON.stringify(row));
  if (new Set(rows(small.data)).size !== rows(small.data).length) say(`${key}: a row comes twice`);
  if (!same(rows(whole.data), rows(small.data))) say(`${key}: page by page it is another list`);
}

async function everything(client: Client, path: string, most = 40): Promise<{ data: Row[] }> {
  const data: Row[] = [];
  let cursor = "";
  for (let pages = 0; pages < most; pages += 1) {
    const { body } = await client.get(`${path}${cursor}`).then(done);
    data.push(...(body.data as Row[]));
    const next = (body as Row)["next_cursor"];
    if (typeof next !== "string") break;
    cursor = `&cursor=${encodeURIComponent(next)}`;
  }
  return { data };
}
