import { AwsError } from "./aws-error.ts";

/** What a modelled service shows the request handler. */
export type Answering = { call(operation: string, input: object): unknown };

export type Operations = Record<string, (input: never) => unknown>;

/** A service that answers exactly these operations and refuses the others by the name AWS uses. */
export function answering(operations: Operations): Answering {
  return {
    call(operation, input) {
      const run = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
      if (!run) throw new AwsError("UnknownOperationException", `The model does not speak ${operation}.`);
      return run(input as never);
    },
  };
}
