import { randomUUID } from "node:crypto";
import type { Context, TriggerHandler } from "./context.ts";
import { log } from "./log.ts";
import { system, within } from "./scope.ts";

/**
 * The Lambda handler of an entry point that AWS itself calls, in the platform's scope.
 *
 * @example export const preTokenGeneration = trigger(identity, "preTokenGeneration");
 */
export function trigger(context: Context, name: keyof Context["triggers"]) {
  const run: TriggerHandler | undefined = context.triggers[name];
  if (!run) throw new Error(`The context ${context.name} has no trigger ${name}.`);
  return async (event: unknown): Promise<unknown> => {
    const answer = await within(
      { context: context.name, dealer: "platform", caller: system, correlation: randomUUID(), action: name },
      () => run(event as never),
    );
    log.info("trigger", { context: context.name, trigger: name });
    return answer;
  };
}
