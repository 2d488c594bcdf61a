import { anyone, defineContext, route } from "#shared/context";
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
  },
});
