import { expect, test } from "vitest";
import * as z from "zod/mini";
import { anyone, defineContext, route } from "#shared/context";
import { entity } from "#shared/table";
import { transact } from "#shared/transact";
import { forecourt } from "./support/forecourt.ts";
import { boundByRoles } from "./support/roles.ts";

const Bay = z.object({ bay: z.string() });
const theirs = entity({
  name: "Bay",
  v: 1,
  schema: Bay,
  key: { pk: "{dealer}#garages#bay#{bay}", sk: "bay" },
});

/** A context that looks at and changes what belongs to another, with or without having said so. */
const visitors = (borrowed: { reads?: string[]; writes?: string[] }) =>
  defineContext({
    name: "visitors",
    summary: "",
    ...borrowed,
    routes: {
      "GET /v1/dealers/{dealer}/bays/{bay}": route({
        who: anyone,
        summary: "",
        reply: { 200: Bay },
        run: ({ params }: { params: { bay: string } }) => theirs.get({ bay: params.bay }),
      }),
      "POST /v1/dealers/{dealer}/bays": route({
        who: anyone,
        summary: "",
        body: Bay,
        reply: { 201: Bay },
        run: async ({ body }) => {
          await transact([theirs.create(body)]);
          return body;
        },
      }),
    },
  });

test.each([
  { title: "borrows nothing", borrowed: {}, statuses: [500, 500] },
  { title: "only reads", borrowed: { reads: ["garages"] }, statuses: [404, 500] },
  { title: "reads and writes", borrowed: { reads: ["garages"], writes: ["garages"] }, statuses: [404, 201] },
])("a context that $title has a role for just that", async ({ borrowed, statuses }) => {
  const contexts = [visitors(borrowed)];
  const world = await forecourt({ contexts });
  const dealer = await world.dealer();
  world.aws.intercept = boundByRoles(contexts);
  const read = await world.visitor.get(`/v1/dealers/${dealer}/bays/one`);
  const written = await world.visitor.post(`/v1/dealers/${dealer}/bays`, { bay: "one" });
  expect([read.status, written.status]).toEqual(statuses);
});
