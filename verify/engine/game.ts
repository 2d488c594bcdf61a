import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Chance } from "../sim/chance.ts";
import { ask, type Answer } from "./answers.ts";
import { excuse } from "./known.ts";
import { level } from "./leveling.ts";
import { type Request, requestOf } from "./operations.ts";
import type { Matter } from "./values.ts";

export type Sides = { readonly model: DynamoDBClient; readonly engine: DynamoDBClient };

/** One sequence of requests; `own` is the name of its partitions, that nobody else uses. */
export type Game = {
  readonly name: string;
  readonly own: string;
  readonly length: number;
  readonly heavy: boolean;
};

export type Score = {
  requests: number;
  /** Requests that were refused, by a condition or because they make no sense. */
  refused: number;
  readonly differences: string[];
  /** How often each known difference was met. */
  readonly met: Map<string, number>;
};

/** Plays one sequence against both sides and keeps the score. After a difference both go on from what the model holds. */
export async function play(sides: Sides, drawn: Chance, game: Game, score: Score): Promise<void> {
  const matter: Matter = { drawn, own: game.own, heavy: game.heavy, odd: new Set() };
  let last: Asked | undefined;
  for (let turn = 0; turn < game.length; turn += 1) {
    const request = repeated(last, matter) ?? requestOf(matter);
    const [model, engine] = await Promise.all([ask(sides.model, request), ask(sides.engine, request)]);
    last = { request, done: model.every(({ error }) => error === undefined) };
    score.requests += 1;
    if (model.some(({ error }) => error !== undefined)) score.refused += 1;
    const differ = JSON.stringify(model) !== JSON.stringify(engine);
    const excused = differ ? excuse({ request, model, engine }) : undefined;
    if (excused !== undefined) score.met.set(excused, (score.met.get(excused) ?? 0) + 1);
    else if (differ) score.differences.push(told(game, turn, request, model, engine));
    // What is odd may leave a difference behind that the answer does not show.
    if (differ || request.odd.length > 0) await level(sides, matter);
  }
  if (await level(sides, matter)) score.differences.push(`${game.name}: in the end the items differ`);
}

type Asked = { readonly request: Request; readonly done: boolean };

/** A transaction with a token, once more: as it was, or another one in its name. */
function repeated(last: Asked | undefined, matter: Matter): Request | undefined {
  const ClientRequestToken = last?.request.input["ClientRequestToken"];
  if (!last || ClientRequestToken === undefined || !matter.drawn.happens(0.3)) return undefined;
  if (matter.drawn.happens(0.6)) return last.request;
  const other = requestOf(matter);
  if (other.operation !== "TransactWriteItems") return last.request;
  const odd = [...other.odd, last.done ? "another in its name" : "a token that did nothing"];
  return { ...other, odd, input: { ...other.input, ClientRequestToken } };
}

function told(
  game: Game,
  turn: number,
  { operation, input, odd }: Request,
  model: Answer[],
  engine: Answer[],
): string {
  const shown = [input, model, engine].map((each) => JSON.stringify(each).slice(0, 1200));
  return `${game.name}, request ${turn}${odd.length > 0 ? ` (${odd.join(", ")})` : ""}: ${operation} ${shown[0]}\n  model:  ${shown[1]}\n  engine: ${shown[2]}`;
}
