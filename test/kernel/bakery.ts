import * as z from "zod/mini";
import { anyone, customer, defineContext, member, on, page, route, tally } from "#shared/context";
import { announce, defineEvent } from "#shared/events";
import { Refusal } from "#shared/errors";
import { type Ask, paging } from "#shared/http";
import { id } from "#shared/ids";
import { entity } from "#shared/table";
import { at, defineCommand } from "#shared/timers";
import { now } from "#shared/time";
import { write } from "#shared/write";
import { gte } from "#shared/conditions";
import { newId } from "#shared/ids";

/** A context that has nothing to do with cars: what the kernel promises, it promises to any business. */
export const LoafId = id("loaf");
export const Loaf = z
  .object({ loaf: LoafId, kind: z.string(), baker: z.string(), left: z.int(), version: z.int() })
  .register(z.globalRegistry, { title: "Loaf" });
const NewLoaf = z.strictObject({
  kind: z.string().check(z.minLength(1), z.maxLength(20)),
  left: z.int().check(z.minimum(0), z.maximum(100)),
});

export const Loaves = entity({
  name: "Loaf",
  v: 1,
  schema: Loaf,
  key: { pk: "{dealer}#bakery#loaf#{loaf}", sk: "loaf" },
  index: {
    loavesOfKind: { slot: "gs1", pk: "{dealer}#bakery#kind#{kind}", sk: "{loaf}" },
    loavesOfBaker: { slot: "gs2", pk: "{dealer}#bakery#baker#{baker}", sk: "{left}" },
  },
});
export const Sales = entity({
  name: "Sales",
  v: 1,
  schema: z.object({ kind: z.string(), sold: z.optional(z.int()) }),
  key: { pk: "{dealer}#bakery#sales#{kind}", sk: "sales" },
});
export const Crumb = entity({
  name: "Crumb",
  v: 1,
  schema: z.object({ loaf: LoafId, why: z.string() }),
  key: { pk: "{dealer}#bakery#crumb#{loaf}", sk: "{why}" },
});

export const LoafBaked = defineEvent("LoafBaked", 1, "A loaf left the oven.", () =>
  z.object({ loaf: LoafId, kind: z.string() }),
);
export const LoafSold = defineEvent("LoafSold", 1, "A loaf was sold.", () =>
  z.object({ loaf: LoafId, kind: z.string() }),
);
export const Stale = defineCommand("bakery.stale", () => z.object({ loaf: LoafId }));

export const fails = { next: 0, tallies: 0 };

async function bake({ body, caller }: Ask<{ body: typeof NewLoaf }>) {
  const loaf = { ...body, loaf: newId("loaf"), baker: caller.id, version: 1 };
  const pieces = [
    Loaves.create(loaf),
    announce(LoafBaked, { loaf: loaf.loaf, kind: loaf.kind }),
    at(now() + 3_600_000, Stale, { loaf: loaf.loaf }),
  ];
  return write(pieces, loaf);
}

async function sell({ params }: Ask<{ params: "loaf" }>) {
  const loaf = await Loaves.get({ loaf: params.loaf });
  if (loaf.left === 0) throw new Refusal(409, "sold_out", "None left.");
  const change = Loaves.change(loaf, { left: loaf.left - 1 }, { when: { left: gte(1) } });
  return write([change, announce(LoafSold, { loaf: loaf.loaf, kind: loaf.kind })], {
    ...loaf,
    left: loaf.left - 1,
    version: loaf.version + 1,
  });
}

async function rename({ params, body, version }: Ask<{ params: "loaf"; body: typeof NewLoaf }>) {
  const loaf = await Loaves.get({ loaf: params.loaf });
  return write([Loaves.change(loaf, { kind: body.kind }, { version })], {
    ...loaf,
    kind: body.kind,
    version: loaf.version + 1,
  });
}

const Filter = z.strictObject({ ...paging, kind: z.string() });

export const bakery = defineContext({
  name: "bakery",
  summary: "Bread.",
  permissions: ["loaves:bake"],
  entities: [Loaves, Sales, Crumb],
  announces: [LoafBaked, LoafSold],
  routes: {
    "POST /v1/dealers/{dealer}/loaves": route({
      who: customer,
      summary: "Bake",
      idempotency: "required",
      body: NewLoaf,
      reply: { 201: Loaf },
      run: bake,
    }),
    "POST /v1/dealers/{dealer}/wishes": route({
      who: anyone,
      summary: "Wish",
      body: NewLoaf,
      reply: { 201: z.object({ kind: z.string() }) },
      run: async ({ body }) =>
        write([Crumb.create({ loaf: newId("loaf"), why: body.kind })], { kind: body.kind }),
    }),
    "GET /v1/dealers/{dealer}/loaves": route({
      who: anyone,
      summary: "List",
      query: Filter,
      reply: { 200: page(Loaf) },
      run: async ({ query }) => Loaves.by.loavesOfKind({ kind: query.kind }, query),
    }),
    "GET /v1/dealers/{dealer}/loaves/{loaf}": route({
      who: customer,
      summary: "Mine",
      record: ({ params }: Ask<{ params: "loaf" | "dealer" }>) => Loaves.get({ loaf: params.loaf }),
      owner: "baker",
      reply: { 200: Loaf },
      run: async ({ record }) => record,
    }),
    "POST /v1/loaves/{loaf}/sell": route({
      who: "loaves:bake",
      summary: "Sell",
      reply: { 200: Loaf },
      run: sell,
    }),
    "PATCH /v1/loaves/{loaf}": route({
      who: "loaves:bake",
      summary: "Rename",
      body: NewLoaf,
      reply: { 200: Loaf },
      run: rename,
    }),
    "GET /v1/whoami": route({
      who: member,
      summary: "Who",
      reply: { 200: z.object({ id: z.string(), kind: z.string() }) },
      run: async ({ caller }) => ({ id: caller.id, kind: caller.kind }),
    }),
    "GET /v1/broken": route({
      who: anyone,
      summary: "Broken",
      reply: { 200: z.object({}) },
      run: async () => Promise.reject(new Error("the flour is in the server room")),
    }),
  },
  reactions: {
    countSales: tally(LoafSold, ({ data }) => {
      fails.tallies += 1;
      return [{ to: Sales, key: { kind: data.kind }, add: { sold: 1 } }];
    }),
    dropCrumb: on(LoafSold, async ({ data, id }) => {
      if (fails.next-- > 0) throw new Error("no crumbs today");
      return [Crumb.create({ loaf: data.loaf, why: id })];
    }),
    goStale: on(Stale, async ({ data }) => [Crumb.create({ loaf: data.loaf, why: "stale" })]),
  },
});
