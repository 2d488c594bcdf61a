import { oversize } from "../access/oversize.ts";
import { trialWorld } from "../access/world.ts";
import type { Guarantee, Options, Outcome } from "../guarantee.ts";
import { ask, clientOf, prepared, request, routes } from "../stories.ts";

/** Each part of each route's request, larger than anybody needs. `n` counts requests. */
export const guarantee: Guarantee = {
  name: "limits",
  promise:
    "Whatever is too long, too large, too many or too deep is refused with a 4xx before AWS is called at all.",
  run,
  bugs: [
    {
      name: "a body may have any size",
      file: "shared/request.ts",
      find: "if (bytes > mostBytes)",
      put: "if (bytes > mostBytes * 1024)",
    },
    {
      name: "a page may have any number of rows",
      file: "shared/http.ts",
      find: "wholeNumber({ min: 1, max: 100 })",
      put: "wholeNumber({ min: 1 })",
    },
    {
      name: "a part of a path may have any length",
      file: "shared/request.ts",
      find: "[A-Za-z0-9_.-]{0,79}$/",
      put: "[A-Za-z0-9_.-]*$/",
    },
    {
      name: "unknown parameters pass",
      file: "shared/request.ts",
      find: "catchall: z.never()",
      put: "catchall: undefined",
    },
    {
      name: "a name may have any length",
      file: "functions/leads/lead.ts",
      find: "const Name = personal(z.string().check(z.trim(), z.minLength(1), z.maxLength(200)));",
      put: "const Name = personal(z.string().check(z.trim(), z.minLength(1)));",
    },
    {
      name: "an Idempotency-Key may have any length",
      file: "shared/serve.ts",
      find: "[\\x21-\\x7e]{1,255}$/",
      put: "[\\x21-\\x7e]+$/",
    },
  ],
};

async function run({ untilFirst = false }: Options): Promise<Outcome> {
  const world = await trialWorld();
  const fixtures = await prepared(world);
  const violations: string[] = [];
  let n = 0;
  for (const [key, route] of routes) {
    if (key.startsWith("ANY ")) continue;
    const asked = await request(fixtures, key);
    // What every process reads once: settings and the root secret.
    await world.visitor.get(`/v1/dealers/${fixtures.dealer}`);
    const client = clientOf(fixtures, asked.as);
    for (const { name, asked: large } of oversize(asked, route)) {
      world.aws.calls.length = 0;
      n += 1;
      const { status } = await ask(fixtures, large, client);
      const calls = world.aws.calls.map(({ operation }) => operation);
      if (status < 400 || status >= 500) violations.push(`${key}: ${name} answered ${status}`);
      else if (name === "a body of 300 KB" && status !== 413)
        violations.push(`${key}: ${name} answered ${status}`);
      // Staff administration first reads the membership again.
      else if (calls.length > 0 && !(route.fresh && name.includes("Idempotency-Key")))
        violations.push(`${key}: ${name} answered ${status} after ${calls.join(", ")}`);
    }
    if (untilFirst && violations.length > 0) break;
  }
  return { n, violations, stimuli: n };
}
