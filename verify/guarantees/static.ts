import type { Guarantee, Outcome } from "../guarantee.ts";
import { plants, verdict } from "../static/templates.ts";

/** `n` and stimuli count what was judged: a resource by a rule. The tools are Python's, in an environment of their own. */
export const guarantee: Guarantee = {
  name: "static",
  promise:
    "What would be deployed to dev and to prod breaks no rule of cfn-lint, of checkov or of our own, but for exceptions that say why.",
  run,
  bugs: [],
  plants,
};

async function run(): Promise<Outcome> {
  const { checked, breaches, noticed } = await verdict();
  return { n: checked, stimuli: checked, violations: breaches, noticed };
}
