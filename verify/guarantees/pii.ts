import { isDeepStrictEqual } from "node:util";
import type { Reply } from "#test/support/api";
import type { Forecourt } from "#test/support/forecourt";
import { stored } from "#test/support/seen";
import { overheard } from "../access/overheard.ts";
import { personalValues } from "../access/personal-values.ts";
import { trialWorld } from "../access/world.ts";
import type { Guarantee, Options, Outcome } from "../guarantee.ts";
import { disturb } from "../sim/faults.ts";
import { ask, type Fixtures, prepared, request, routes } from "../stories.ts";

/**
 * Every route's story, once as it goes, once with bodies that are refused and once with a fault; all that is logged on
 * the finest level is read for every value of every field marked personal. `n` counts lines, events, trails and links.
 */
export const guarantee: Guarantee = {
  name: "pii",
  promise:
    "No value of a field marked personal reaches a log line, a metric, an event, the audit trail, a queue or the address of a page; an answer holds what is declared and no more, also when something went wrong.",
  run,
  bugs: [
    {
      name: "the whole event is logged",
      file: "shared/serve.ts",
      find: `if (status < 500) return log.info("request", fields);`,
      put: `if (status < 500) return log.info("request", { ...fields, event: JSON.stringify(event) });`,
    },
    {
      name: "the event is logged when something went wrong",
      file: "shared/serve.ts",
      find: `log.error("request", error, fields);`,
      put: `log.error("request", error, { ...fields, body: event.body });`,
    },
    {
      name: "an answer is not cut to what is declared",
      file: "shared/answer.ts",
      find: "const body = schema.parse(said) as",
      put: "const body = said as",
    },
    {
      name: "a caller is told what broke",
      file: "shared/answer.ts",
      find: '"Something went wrong on our side. Please try again.")',
      put: "String(error))",
    },
    {
      name: "the audit trail keeps personal values",
      file: "shared/pieces.ts",
      find: `isPersonal(field) && value !== undefined ? "[personal]" : value`,
      put: `isPersonal(field) && value === undefined ? "[personal]" : value`,
    },
  ],
};

async function run(_options: Options): Promise<Outcome> {
  process.env["POWERTOOLS_LOG_LEVEL"] = "DEBUG";
  const world = await trialWorld({ archives: true });
  process.env["POWERTOOLS_METRICS_DISABLED"] = "false";
  const answers: string[] = [];
  const lines = await overheard(async () => {
    const fixtures = await prepared(world);
    for (const key of routes.keys()) answers.push(...(await told(fixtures, key)));
    for (let times = 0; times < 4; times += 1) await world.later(20 * 60_000);
  });
  const places: [string, string[]][] = [
    ["a log line", lines],
    ["an event", stored(world, "Event").map((event) => JSON.stringify(event))],
    ["the archive", [...world.archived().values()].flat().map((event) => JSON.stringify(event))],
    ["the audit trail", stored(world, "Audit").map((trail) => JSON.stringify(trail))],
    ["a dead letter", world.contexts.flatMap(({ name }) => deadLetters(world, name))],
    [
      "a link",
      world.mail.sent.flatMap((mail) => JSON.stringify(mail).match(/https?:\/\/[^\s"\\<>]+/g) ?? []),
    ],
  ];
  const values = personalValues(world);
  const found = places.flatMap(([place, texts]) =>
    texts.flatMap((text) => {
      const value = [...values].find((one) => text.includes(one));
      return value === undefined ? [] : [`"${value}" stands in ${place}: ${text.slice(0, 300)}`];
    }),
  );
  const violations = [...answers, ...found];
  const n = places.reduce((sum, [, texts]) => sum + texts.length, 0);
  return {
    n,
    violations: n > 500 ? violations : [...violations, `only ${n} texts were read`],
    stimuli: values.size,
  };
}

async function told(fixtures: Fixtures, key: string): Promise<string[]> {
  const { world } = fixtures;
  const asked = await request(fixtures, key);
  if (typeof asked.body === "object") await ask(fixtures, { ...asked, body: { ...asked.body, unknown: 1 } });
  // A broken connection: the longest lines are those about what nobody expected.
  let broken = false;
  disturb(world, ({ service }) => {
    if (broken || service !== "dynamodb") return undefined;
    broken = true;
    return "refused";
  });
  const failed = await ask(fixtures, asked);
  world.aws.intercept = undefined;
  const reply = await ask(fixtures, asked);
  await world.settle();
  return [...beyond(key, failed), ...beyond(key, reply)];
}

/** What an answer holds and does not declare; of what broke it tells nothing. */
function beyond(key: string, { status, headers, text, body }: Reply): string[] {
  const { schema } = routes.get(key)?.reply ?? {};
  if (status >= 500 && !text.includes('"detail":"Something went wrong on our side. Please try again."'))
    return text.includes('"code":"busy"') ? [] : [`${key}: a failure was answered ${text}`];
  if (status >= 300 || !schema || !headers["content-type"]?.startsWith("application/json")) return [];
  const declared: unknown = schema.parse(body);
  return isDeepStrictEqual(JSON.parse(JSON.stringify(declared)), body)
    ? []
    : [`${key}: an answer holds more than is declared: ${text.slice(0, 300)}`];
}

function deadLetters(world: Forecourt, context: string): string[] {
  return world.queues.names().includes(`forecourt-test-${context}-dead`) ? world.deadLetters(context) : [];
}
