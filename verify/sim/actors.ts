import { AsyncLocalStorage } from "node:async_hooks";
import type { Forecourt } from "#test/support/forecourt";
import type { AfterCall, Call } from "#test/support/model/request-handler";
import type { Chance } from "./chance.ts";
import { type Fault, isDead, never, strike } from "./faults.ts";
import { overtake } from "./redelivery.ts";

type Actor = { waiting: number; done: boolean };
type Turn = { actor: Actor; go: () => void };
const acting = new AsyncLocalStorage<Actor>();

export type Hooks = {
  /** Whether a call goes wrong. */
  readonly fault?: (call: Call) => Fault | undefined;
  /** After each call was applied, before anybody hears of it. */
  readonly afterStep?: (call: Call) => void;
};

/**
 * Lets several people and machines act at once, on one thread and by chance: whoever makes an outside call waits until
 * everybody waits; then one of the calls is carried out, and whoever made it goes on to the next. So every order of
 * calls can happen, and one seed is one order. Errors of an actor end the run.
 *
 * @returns how many calls were carried out.
 */
export async function together(
  world: Forecourt,
  chance: Chance,
  tasks: readonly (() => Promise<unknown>)[],
  hooks: Hooks = {},
): Promise<number> {
  const turns: Turn[] = [];
  const errors: unknown[] = [];
  const actors: Actor[] = [];
  const bell = newBell();
  world.aws.intercept = async (call) => {
    const actor = acting.getStore();
    if (actor)
      await new Promise<void>((go) => {
        actor.waiting += 1;
        turns.push({ actor, go });
        bell.ring();
      });
    if (isDead()) return never;
    const fault = hooks.fault?.(call);
    if (fault === "overtaken") await overtake();
    if (isDead()) return never;
    const after = fault && fault !== "overtaken" ? strike(fault, call) : undefined;
    return afterwards(call, hooks, after);
  };
  for (const task of tasks) {
    const actor: Actor = { waiting: 0, done: false };
    const end = () => {
      actor.done = true;
      bell.ring();
    };
    acting.run(actor, task).then(end, (error: unknown) => {
      errors.push(error);
      end();
    });
    actors.push(actor);
    // One at a time to the first call: two that verify a token at once would draw their identifiers in either order.
    await quiet(actors, turns, bell);
  }
  let steps = 0;
  for (;;) {
    await quiet(actors, turns, bell);
    const [next] = turns.length === 0 ? [] : turns.splice(chance.below(turns.length), 1);
    if (!next) break;
    next.actor.waiting -= 1;
    steps += 1;
    next.go();
  }
  world.aws.intercept = undefined;
  world.aws.calls.length = 0;
  if (errors.length > 0) throw errors[0];
  return steps;
}

/** Lets several people act at the same moment: all of them have read what they want to before anybody writes. */
export async function abreast(world: Forecourt, tasks: readonly (() => Promise<unknown>)[]): Promise<void> {
  const gate = Promise.withResolvers<void>();
  let ready = 0;
  const arrives = (): void => {
    ready += 1;
    if (ready >= tasks.length) gate.resolve();
  };
  world.aws.intercept = async ({ operation }) => {
    if (operation !== "TransactWriteItems") return undefined;
    arrives();
    await gate.promise;
    return undefined;
  };
  await Promise.all(tasks.map((task) => task().finally(arrives)));
  world.aws.intercept = undefined;
}

function afterwards(call: Call, { afterStep }: Hooks, after: AfterCall | undefined): AfterCall {
  return async (output) => {
    afterStep?.(call);
    await after?.(output);
  };
}

/**
 * Until everybody waits or is done. What runs in other threads (signatures) comes back in its own time: that is slept for
 * until somebody rings, because whoever looks again and again takes those threads' time.
 */
async function quiet(actors: readonly Actor[], turns: readonly Turn[], bell: Bell): Promise<void> {
  const isQuiet = () => actors.every(({ waiting, done }) => done || waiting > 0);
  for (;;) {
    while (!isQuiet()) await bell.rung();
    const before = turns.length;
    await new Promise((resolve) => setImmediate(resolve));
    if (isQuiet() && turns.length === before) return;
  }
}

type Bell = ReturnType<typeof newBell>;

function newBell() {
  let wake: (() => void) | undefined;
  return {
    ring: () => wake?.(),
    rung: () => new Promise<void>((resolve) => (wake = resolve)),
  };
}
