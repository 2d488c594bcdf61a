import { AsyncLocalStorage } from "node:async_hooks";
import { names } from "#infra/names";

const storage = new AsyncLocalStorage<string>();

/** Every Lambda function by its name in production, whose template has its role: the model has no roles of its own. */
export const functions = names("prod");

/**
 * Runs as one of the Lambda functions: what is called meanwhile is called under its role.
 *
 * @example await asFunction(functions.consumer("orders"), () => consume(orders)(batch));
 */
export function asFunction<T>(name: string, run: () => T): T {
  starting();
  return storage.run(name, run);
}

/** What happens whenever a function starts: forgetting, say, what only another process would know. */
export function whenFunctionsStart(run: () => void): void {
  starting = run;
}
let starting = (): void => undefined;

/** The function that runs; undefined for what a test does itself. */
export function functionAtWork(): string | undefined {
  return storage.getStore();
}
