import { oversize } from "../access/oversize.ts";
import { trialWorld } from "../access/world.ts";
import type { Guarantee, Options, Outcome } from "../guarantee.ts";
import { ask, clientOf, type Fixtures, prepared, request, routes } from "../stories.ts";

/** Each part of each route's request, larger than anybody needs. `n` counts requests. */
export const guarantee: Guarantee = {
  name: "limits",
  promise:
    "Whatever is too long, too large, too many or too deep is refused with a 4xx before AWS is called at all, and who sends too much before anything dear is.",
  run,
  bugs: [
    {
      name: "a source that sends too much is never refused",
      file: "shared/limits.ts",
      find: "if (!(await trySpend(bucket, allowance))) throw tooMany(",
      put: "if (!(await trySpend(bucket, allowance)) && allowance.burst < 0) throw tooMany(",
    },
    {
      name: "patience comes back a hundred times as fast",
      file: "shared/limits.ts",
      find: "Math.ceil(60_000 / perMinute)",
      put: "Math.ceil(600 / perMinute)",
    },
    {
      name: "a client says itself where it is",
      file: "shared/origin.ts",
      find: 'process.env["ORIGIN_SECRET_ARN"] ? event.headers',
      put: 'process.env["PATH"] ? event.headers',
    },
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
      name: "a body may be said to be anything",
      file: "shared/request.ts",
      find: `if (!/^application\\/json\\b/i.test(raw.headers["content-type"] ?? "")) {`,
      put: `if (raw.headers["content-type"] === undefined) {`,
    },
    {
      name: "a parameter counts as often as it is given",
      file: "shared/request.ts",
      find: "if (all.length > 1 && !list) throw",
      put: "if (all.length > 9 && !list) throw",
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
  // Here limits are to be met.
  process.env["LIMIT_SCALE"] = "1";
  for (const key of flooded)
    for (const pace of [0, 400]) violations.push(...(await flood(fixtures, key, pace)));
  n += 2 * flooded.length * floodSize;
  return { n, violations, stimuli: n };
}

/** What anybody may write to. The sandbox is a provider's, behind its own signatures, and only in dev. */
const flooded = [...routes].flatMap(([key, { who }]) =>
  who === "anyone" && key.startsWith("POST ") && !key.includes("/sandbox/") ? [key] : [],
);
const floodSize = 150;

/**
 * One source sends more than people do, at once or for a minute, under as many names as it likes: soon it is told to
 * wait, by two cheap updates and nothing dearer. `pace`: milliseconds from one to the next.
 */
async function flood(fixtures: Fixtures, key: string, pace: number): Promise<string[]> {
  const { world } = fixtures;
  const statuses: number[] = [];
  const dear: string[] = [];
  for (let sent = 0; sent < floodSize; sent += 1) {
    const asked = await request(fixtures, key);
    world.aws.calls.length = 0;
    world.clock.advance(pace);
    // Without an edge before us nobody else says where a request comes from.
    const pretended = {
      "cloudfront-viewer-address": `198.51.100.${sent}:443`,
      "x-forwarded-for": `198.51.100.${sent}`,
    };
    const source = { ...pretended, "x-test-source": "203.0.113.9" };
    const from = { ...asked, headers: { ...asked.headers, ...source } };
    const { status, headers } = await ask(fixtures, from);
    statuses.push(status);
    if (status !== 429) continue;
    const calls = world.aws.calls.map(({ operation }) => operation);
    if (calls.length > 2 || calls.some((operation) => operation !== "UpdateItem")) dear.push(calls.join());
    if (!(Number(headers["retry-after"]) > 0)) dear.push("no Retry-After");
  }
  return [
    ...(statuses.includes(429)
      ? []
      : [`${key}: ${floodSize} requests of one source, ${pace} ms apart, were all heard`]),
    ...(dear.length > 0 ? [`${key}: a refused request cost ${dear[0]}`] : []),
  ];
}
