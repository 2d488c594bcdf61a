import { dead, mortal } from "./faults.ts";
import { ask, type Fixtures, request, routes } from "../stories.ts";

/** A provider's signed notice, a signal and a rebuild have guarantees of their own. */
const leftOut = new Set(["POST /v1/dealers/{dealer}/signals", "POST /v1/reports/rebuild"]);

/** The routes whose stories make events. */
export const stirring = [...routes.keys()].filter((key) => !/^(GET|ANY) /.test(key) && !leftOut.has(key));

/** Tells one story; whoever hears nothing asks again, six times at most. What the story needs is made undisturbed. */
export async function happen(fixtures: Fixtures, key: string): Promise<void> {
  const { world } = fixtures;
  const disturbance = world.aws.intercept;
  world.aws.intercept = undefined;
  const asked = await request(fixtures, key);
  world.aws.intercept = disturbance;
  for (let tries = 0; tries < 6; tries += 1) {
    const reply = await mortal(() => ask(fixtures, asked));
    if (reply !== dead && reply.status < 500) return;
  }
}
