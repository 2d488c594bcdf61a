import { AsyncLocalStorage } from "node:async_hooks";
import { forgetSettings } from "#shared/settings";
import type { Forecourt } from "#test/support/forecourt";
import { AwsError } from "#test/support/model/aws-error";
import type { AfterCall, Call } from "#test/support/model/request-handler";
import { answerable, answerLate, isReadFault, type ReadFault } from "./late-reads.ts";
import { mayBeOvertaken, overtake } from "./redelivery.ts";

/**
 * What can go wrong with one outside call:
 * - `refused`: the connection breaks before it is applied
 * - `lost`: it is applied, and the connection breaks before the answer
 * - `doubtful`: it is applied, and answered with an internal error (of the table: elsewhere as `lost`)
 * - `died`: it is applied, and the process that made it is no more
 * - `throttled`, `collided`: the table refuses it for a moment (elsewhere as `refused`)
 * - `overtaken`: the message that the process is at work on is delivered to another one, which is done first
 * - `stale`, `short`: a read gets less than all there is to know (other calls nothing)
 */
export const faults = ["refused", "lost", "doubtful", "died"] as const;
export type Fault = (typeof faults)[number] | "throttled" | "collided" | "overtaken" | ReadFault;

type Life = { dead: boolean; die: () => void };
const life = new AsyncLocalStorage<Life>();

/** What is left of a process that died in the middle. */
export const dead = Symbol("dead");

/**
 * Runs what a process does. When that process dies nothing of it runs on: what it waits for never comes. What the
 * process remembered is gone with it.
 */
export async function mortal<T>(run: () => Promise<T>): Promise<T | typeof dead> {
  return new Promise((resolve, reject) => {
    const own: Life = {
      dead: false,
      die() {
        own.dead = true;
        forgetSettings();
        resolve(dead);
      },
    };
    life.run(own, run).then(resolve, reject);
  });
}

/** Whether the process that asks has died, and with it everything that it still waits for. */
export function isDead(): boolean {
  return life.getStore()?.dead ?? false;
}

export const never = new Promise<never>(() => undefined);

/** Lets one call go wrong in one way. @returns what the model's `intercept` returns. */
export function strike(fault: Fault, call: Call): AfterCall | undefined {
  const { service, operation } = call;
  if (isReadFault(fault)) {
    if (answerable(fault, call)) answerLate(fault, call);
    return undefined;
  }
  if (fault === "overtaken") throw new Error("Who strikes lets others overtake first.");
  if (fault === "refused") throw broken();
  if (fault === "throttled" || fault === "collided") {
    if (service !== "dynamodb") throw broken();
    throw fault === "collided" && operation === "TransactWriteItems" ? collided() : throttled();
  }
  return async () => {
    if (fault === "doubtful" && service === "dynamodb")
      throw new AwsError("InternalServerError", "", { status: 500 });
    if (fault !== "died") throw broken();
    const process = life.getStore();
    if (!process) throw new Error("Only what runs in mortal() can die.");
    process.die();
    await never;
  };
}

/** Lets calls go wrong as a plan says; `nth` counts from 0. Until `calm` is called. */
export function disturb(world: Forecourt, plan: (call: Call, nth: number) => Fault | undefined) {
  const fired: string[] = [];
  let nth = 0;
  world.aws.intercept = async (call) => {
    if (isDead()) return never;
    const fault = plan(call, nth++);
    if (!fault || (isReadFault(fault) && !answerable(fault, call))) return undefined;
    if (fault === "overtaken" && !mayBeOvertaken()) return undefined;
    fired.push(`${fault} ${call.service} ${call.operation}`);
    if (fault !== "overtaken") return strike(fault, call);
    await overtake();
    return isDead() ? never : undefined;
  };
  return { fired, calm: () => void (world.aws.intercept = undefined) };
}

function broken(): Error {
  return Object.assign(new Error("The connection was lost."), { name: "TimeoutError", code: "ECONNRESET" });
}

function throttled(): AwsError {
  return new AwsError("ThrottlingException", "Too fast.", { status: 400 });
}

function collided(): AwsError {
  return new AwsError("TransactionCanceledException", "Transaction cancelled", {
    body: { CancellationReasons: [{ Code: "TransactionConflict" }] },
  });
}
