import { anyone, defineContext, route } from "#shared/context";
import * as Docs from "./docs.ts";
import * as Health from "./health.ts";

export const meta = defineContext({
  name: "meta",
  summary:
    "What the platform says of itself: health, documentation, and the answer for routes that do not exist.",
  routes: {
    "GET /v1/health": route({
      who: anyone,
      summary: "Is the platform up?",
      reply: { 200: Health.Health },
      run: Health.check,
    }),
    "GET /v1/docs": route({
      who: anyone,
      summary: "This documentation, as a page",
      query: Docs.Reader,
      reply: { document: "text/html; charset=utf-8" },
      run: Docs.contract,
    }),
    "GET /v1/docs/openapi.json": route({
      who: anyone,
      summary: "This documentation, for programs: OpenAPI 3.1",
      reply: { document: "application/vnd.oai.openapi+json;version=3.1" },
      run: Docs.openApi,
    }),
    "GET /v1/docs/events": route({
      who: anyone,
      summary: "The events that the platform's parts tell each other, as a page",
      query: Docs.Reader,
      reply: { document: "text/html; charset=utf-8" },
      run: Docs.events,
    }),
    "GET /v1/docs/events.json": route({
      who: anyone,
      summary: "The events that the platform's parts tell each other, for programs",
      reply: { document: "application/json; charset=utf-8" },
      run: Docs.eventsForPrograms,
    }),
    "ANY /v1/{proxy+}": route({
      who: anyone,
      summary: "The answer for routes that do not exist",
      reply: { 204: null },
      run: Docs.nothingHere,
    }),
  },
});
