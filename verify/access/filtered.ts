import type * as z from "zod/mini";
import type { Reply } from "#test/support/api";
import { ask, type Fixtures, request, routes } from "../stories.ts";

type Row = Record<string, unknown>;

/**
 * Every list, and every filter of it that its rows have a field for: what it answers is those rows of the whole list,
 * all of them, in their order; and a list that says so begins with the newest.
 */
export async function filtered(fixtures: Fixtures): Promise<{ n: number; violations: string[] }> {
  const violations: string[] = [];
  let n = 0;
  for (const [key, { query, summary }] of routes) {
    if (!key.startsWith("GET ") || !query || !("cursor" in query.shape)) continue;
    const [path = "", always] = (await request(fixtures, key)).path.split("?");
    const read = async (search: string): Promise<Row[]> => {
      n += 1;
      return everything(fixtures, key, `${path}?${[search, always].filter(Boolean).join("&")}`);
    };
    const whole = await read("");
    if (/newest first/i.test(summary) && !isNewestFirst(whole))
      violations.push(`${key} begins with the oldest`);
    for (const [name, schema] of Object.entries(query.shape))
      for (const value of valuesOf(whole, name, schema as z.ZodMiniType).slice(0, 3)) {
        const wanted = whole.filter((row) => row[name] === value);
        const found = await read(`${name}=${encodeURIComponent(value)}`);
        if (JSON.stringify(found) !== JSON.stringify(wanted))
          violations.push(`${key} with ${name} ${value}: ${found.length} rows instead of ${wanted.length}`);
      }
  }
  return { n, violations };
}

/** What rows have under a filter's name, where the filter takes it. */
function valuesOf(rows: readonly Row[], name: string, schema: z.ZodMiniType): string[] {
  const values = new Set(rows.flatMap((row) => (typeof row[name] === "string" ? [row[name]] : [])));
  return [...values].filter((value) => schema.safeParse(value).success);
}

const times = ["created_at", "received_at", "placed_at", "at", "day"] as const;

function isNewestFirst(rows: readonly Row[]): boolean {
  const field = times.find((name) => rows.every((row) => typeof row[name] === "string"));
  const all = rows.map((row) => String(row[field ?? ""]));
  return all.every((time, at) => at === 0 || time <= (all[at - 1] ?? ""));
}

async function everything(fixtures: Fixtures, key: string, path: string): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor = "";
  for (let pages = 0; pages < 20; pages += 1) {
    const asked = { ...(await request(fixtures, key)), path: `${path}&limit=100${cursor}` };
    const { status, body, text }: Reply = await ask(fixtures, asked);
    if (status !== 200) throw new Error(`${path} answered ${status}: ${text}`);
    rows.push(...(body.data as Row[]));
    const next = (body as Row)["next_cursor"];
    if (typeof next !== "string") break;
    cursor = `&cursor=${encodeURIComponent(next)}`;
  }
  return rows;
}
