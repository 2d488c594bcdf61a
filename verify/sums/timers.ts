import * as z from "zod/mini";
import { system, within } from "#shared/scope";
import { sweep } from "#shared/sweep";
import { at, defineCommand } from "#shared/timers";
import { type Piece, transact } from "#shared/transact";
import { forecourt, type Forecourt } from "#test/support/forecourt";
import { chance, type Chance } from "../sim/chance.ts";
import { disturb } from "../sim/faults.ts";
import { follower } from "../sim/late-reads.ts";

const minute = 60_000;
const queue = "forecourt-test-orders";
const Trial = defineCommand("orders.trial", () => z.object({ number: z.int() }));

/** A command that was asked for: when it is due, when its write was there, and each time it was sent. */
type Asked = { readonly due: number; written: number; readonly sent: number[] };
type Trial = {
  world: Forecourt;
  dealer: string;
  drawn: Chance;
  asked: Asked[];
  /** Writes on their way, each with the moment at which it arrives. */
  late: { asked: Asked; piece: Piece; arrives: number }[];
};

/**
 * Commands for moments around every minute of an afternoon, many for one and the same, some in the past, some whose
 * write comes when their minute is over; a sweep that begins with nothing, rests for half an hour and for longer than one
 * run catches up, and reads pages that end early. None is sent before its time, none twice, and each by the first sweep
 * that is done after it is due. `n` counts commands.
 */
export async function timers(seed: number): Promise<{ n: number; violations: string[] }> {
  const world = await forecourt();
  const drawn = chance(seed);
  const trial: Trial = { world, dealer: await world.dealer(), drawn, asked: [], late: [] };
  follower(world);
  // Every page of the table is cut short now and then.
  disturb(world, ({ operation }) => (operation === "Query" && drawn.happens(0.3) ? "short" : undefined));
  const begun = world.clock.now();
  for (let after = -10; after < 330; after += 1) await ask(trial, begun + moment(after, drawn));
  for (let many = 0; many < 40; many += 1) await ask(trial, begun + 17 * minute);
  const violations: string[] = [];
  for (const pause of [...pauses(40), 30, ...pauses(20), 200, ...pauses(40)]) {
    world.clock.advance(pause * minute + drawn.pick([-1, 0, 1, 400]));
    await askLate(trial);
    // What was missed for so long takes more than one run.
    for (let runs = Math.ceil(pause / 110); runs > 0; runs -= 1) await sweep();
    collect(trial);
    violations.push(...wrongs(trial));
    if (violations.length > 0) break;
  }
  world.aws.intercept = undefined;
  return { n: trial.asked.length, violations };
}

const pauses = (count: number): number[] => Array.from({ length: count }, () => 1);

/** Where in its minute a time can be. */
function moment(after: number, drawn: Chance): number {
  return after * minute + drawn.pick([0, 1, 30_500, minute - 1]);
}

async function ask(trial: Trial, due: number, lateBy = 0): Promise<void> {
  const { world, dealer, asked, late } = trial;
  const scope = { context: "orders", dealer, caller: system, correlation: "trial", action: "trial" };
  const command: Asked = { due, written: world.clock.now(), sent: [] };
  const number = asked.push(command) - 1;
  const piece = within(scope, () => at(due, Trial, { number }));
  if (lateBy > 0) {
    command.written = Infinity;
    late.push({ asked: command, piece, arrives: world.clock.now() + lateBy });
  } else await within(scope, async () => transact([piece]));
}

/** Now and then somebody asks for the next moment, and their write takes minutes: a function stood still. Or for one that is over. */
async function askLate(trial: Trial): Promise<void> {
  const { world, dealer, drawn, late } = trial;
  const now = world.clock.now();
  const scope = { context: "orders", dealer, caller: system, correlation: "trial", action: "trial" };
  for (const one of late.filter(({ arrives }) => arrives <= now)) {
    late.splice(late.indexOf(one), 1);
    await within(scope, async () => transact([one.piece]));
    one.asked.written = now;
  }
  if (drawn.happens(0.3)) await ask(trial, now + moment(0, drawn), drawn.pick([1, 2, 3]) * minute);
  if (drawn.happens(0.1)) await ask(trial, now + moment(-8, drawn));
}

function collect({ world, asked }: Trial): void {
  const records = world.queues.take(queue, Number.MAX_SAFE_INTEGER);
  world.queues.settle(queue, records);
  for (const { body } of records) {
    const { data } = JSON.parse(body) as { data: { number: number } };
    asked[data.number]?.sent.push(world.clock.now());
  }
}

function wrongs({ world, asked }: Trial): string[] {
  const now = world.clock.now();
  const time = (at: number): string => new Date(at).toISOString();
  return asked.flatMap(({ due, written, sent }) => {
    const [first] = sent;
    if (first !== undefined && first < due) return [`a command for ${time(due)} was sent at ${time(first)}`];
    if (sent.length > 1) return [`a command for ${time(due)} was sent ${sent.length} times`];
    // To the minute: what was there and due a minute ago has been looked for since.
    const isDue = Math.max(written, due) <= now - minute;
    return isDue && first === undefined ? [`a command for ${time(due)} is not sent at ${time(now)}`] : [];
  });
}
