import { names } from "#infra/names";
import type { Context } from "#shared/context";
import { functionAtWork } from "#test/support/at-work";
import type { Forecourt } from "#test/support/forecourt";
import { accesses, boundByRoles } from "#test/support/roles";
import { type Ask, asksOf } from "./asks.ts";
import { nameOf } from "./iam.ts";
import type { Deployed } from "./roles.ts";

/** What was done to the table, by the context whose function did it. */
export type Used = { readonly context: string; readonly action: string; readonly partition: string };

export type Seen = {
  /** What each function of production asked of its role, each once, by the function's name. */
  readonly asks: ReadonlyMap<string, ReadonlyMap<string, Ask>>;
  readonly used: readonly Used[];
  /** What the roles that follow from the manifests refused. */
  readonly refused: readonly string[];
  /** How many calls functions made. */
  readonly calls: () => number;
};

/** Lets the roles that follow from the manifests decide on the table, and writes down whatever any function calls. */
export function watch(world: Forecourt, functions: ReadonlyMap<string, Deployed>): Seen {
  const asks = new Map<string, Map<string, Ask>>();
  const used: Used[] = [];
  const refused: string[] = [];
  const owners = ownersOf(world.contexts);
  const bound = boundByRoles(world.contexts);
  const boundAsPages = boundByRoles(
    world.contexts,
    world.contexts.find(({ pages }) => pages),
  );
  let calls = 0;

  world.aws.intercept = async (call) => {
    const name = functionAtWork();
    const owner = owners.get(name ?? "");
    if (name === undefined) return;
    calls += 1;
    if (call.service === "dynamodb" && owner)
      for (const access of accesses(call.operation, call.input))
        used.push({ context: owner.name, ...access });
    const role = functions.get(name);
    const known = asks.get(name) ?? new Map<string, Ask>();
    asks.set(name, known);
    if (role) for (const asked of asksOf(call, namesOf(role))) known.set(nameOf(asked), asked);
    try {
      return await (owner?.pages ? boundAsPages : bound)(call);
    } catch (error) {
      refused.push(error instanceof Error ? error.message : String(error));
      throw error;
    }
  };
  return { asks, used, refused, calls: () => calls };
}

/** Whose functions they are; those of the platform itself are nobody's. */
function ownersOf(contexts: readonly Context[]): ReadonlyMap<string, Context> {
  const { api, consumer, trigger } = names("prod");
  return new Map(
    contexts.flatMap((context) =>
      [api, consumer, trigger].map((named) => [named(context.name), context] as const),
    ),
  );
}

/**
 * What the model's things are called in production: generated names by the variable in which the function was told
 * them, the others by their stage.
 */
function namesOf({ environment }: Deployed): (name: string) => string {
  return (name) => {
    const variable = Object.keys(environment).find((each) => process.env[each] === name);
    return environment[variable ?? ""] ?? name.replace("forecourt-test", names("prod").prefix);
  };
}
