import { engineSide, modelSide } from "../engine/sides.ts";
import { type Game, play, type Score } from "../engine/game.ts";
import type { Bug, Guarantee, Options, Outcome } from "../guarantee.ts";
import { chance } from "../sim/chance.ts";

const model = "test/support/model/dynamo";

const bugs: readonly Bug[] = [
  {
    name: "a condition passes on a missing attribute",
    file: `${model}/conditions.ts`,
    find: 'if (left === undefined || right === undefined) return operator === "<>";',
    put: "if (left === undefined || right === undefined) return true;",
  },
  {
    name: "a query ignores its direction",
    file: `${model}/query.ts`,
    find: "const forward = input.ScanIndexForward !== false;",
    put: "const forward = true;",
  },
  {
    name: "a transaction applies half",
    file: `${model}/transactions.ts`,
    find: "attemptAll(actions.map((action) => () => action.decide()));",
    put: `attemptAll(actions.map((action, at) => () => {
      const decided = action.decide();
      if (kinds[at] !== "ConditionCheck") commit(database, [decided]);
      return decided;
    }));`,
  },
  {
    name: "a cancelled transaction keeps the old image to itself",
    file: `${model}/cancellations.ts`,
    find: "...(error.body.Item ? { Item: error.body.Item as Item } : {}),",
    put: "",
  },
  {
    name: "an item that loses its index key stays in the index",
    file: `${model}/commit.ts`,
    find: "if (from) removeEntry(index.entries, from);",
    put: "if (from && to) removeEntry(index.entries, from);",
  },
  {
    name: "a page goes on where the last one ended, with its last item",
    file: `${model}/query.ts`,
    find: "comparePositions(entry, start) <= 0);",
    put: "comparePositions(entry, start) < 0);",
  },
  {
    name: "a token does not know what it was for",
    file: `${model}/request-tokens.ts`,
    find: "if (known.digest === digestOf(input)) return known;",
    put: "if (known.digest) return known;",
  },
  {
    name: "BETWEEN leaves its upper bound out",
    file: `${model}/conditions.ts`,
    find: 'compare("<=", value, read(condition.high))',
    put: 'compare("<", value, read(condition.high))',
  },
];

/**
 * The same random requests, sequence by sequence, to the in-process model and to an engine: same answers, same error
 * names, same reasons of a cancelled transaction with the same old items, same pages, and the same items in the end.
 * `n` counts requests, `stimuli` those that were refused.
 */
export const guarantee: Guarantee = {
  name: "engine",
  promise:
    "The in-process table on which all guarantees run answers as the local cloud's engine does, refusals included.",
  run,
  bugs,
};

const gamesAtFullEffort = 120;
/** So many sequences at the same time: the engine is a process of its own. */
const abreast = 6;

async function run({ seed, effort, untilFirst = false, endpoint }: Options): Promise<Outcome> {
  const [model, engine] = await Promise.all([modelSide(), engineSide(endpoint)]);
  const score: Score = { requests: 0, refused: 0, differences: [], met: new Map() };
  const games = Array.from({ length: Math.ceil(gamesAtFullEffort * effort) }, (_, at) => gameOf(seed, at));
  async function worker(): Promise<void> {
    for (let game = games.shift(); game; game = games.shift()) {
      if (score.differences.length > (untilFirst ? 0 : 20)) return;
      await play(
        { model: model.client, engine: engine.client },
        chance(seed * 1_000_003 + game.at),
        game,
        score,
      );
    }
  }
  try {
    await Promise.all(Array.from({ length: abreast }, worker));
  } finally {
    await Promise.all([model.close(), engine.close()]);
  }
  for (const [reason, times] of score.met) console.error(`engine: ${times} times: ${reason}`);
  return { n: score.requests, violations: score.differences, stimuli: score.refused };
}

function gameOf(seed: number, at: number): Game & { at: number } {
  const heavy = at % 20 === 19;
  return { at, name: `seed ${seed}, sequence ${at}`, own: `p${seed}-${at}`, length: heavy ? 40 : 80, heavy };
}
