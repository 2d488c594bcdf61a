import type { Answer } from "./answers.ts";
import { keyMistakes } from "./mistakes.ts";
import type { Request } from "./operations.ts";

type Case = {
  readonly request: Request;
  readonly model: readonly Answer[];
  readonly engine: readonly Answer[];
};

/**
 * Where the model is right and MiniStack 1.5.33 is not, with what DynamoDB documents or was recorded to do (the outside
 * suite in test/support/README.md). A difference is excused only if the request is odd in that way and the model gave the documented
 * answer.
 */
type Known = { readonly reason: string; readonly fits: (difference: Case) => boolean };

const known: readonly Known[] = [
  {
    reason: "Only numbers, texts and bytes have an order: <, <=, >, >= and BETWEEN refuse other operands.",
    fits: (each) => is(each, "order") && refused(each.model),
  },
  {
    reason: "BETWEEN refuses bounds that are the wrong way round.",
    fits: (each) => is(each, "bounds") && refused(each.model),
  },
  {
    reason:
      "An attribute that is missing equals nothing, another missing one included; an operand is not compared with itself.",
    fits: (each) => is(each, "two attributes"),
  },
  {
    reason: "An operand of the wrong type is refused with the expression, before conditions are looked at.",
    fits: (each) => is(each, "operand") && (refused(each.model) || cancelled(each.model)),
  },
  {
    reason: "A path is not made or removed where its parent is missing.",
    fits: (each) => is(each, "within") && (refused(each.model) || cancelled(each.model)),
  },
  {
    reason: "UPDATED_OLD and UPDATED_NEW show what the path names, and not the whole document.",
    fits: (each) => is(each, "within") && String(each.request.input["ReturnValues"]).startsWith("UPDATED_"),
  },
  {
    reason: "A cancelled transaction says of each of its parts what stopped it, whatever stopped the others.",
    fits: ({ model, engine }) => cancelled(model) && cancelled(engine),
  },
  {
    reason: "A repeated transaction is the same one however its numbers are spelt.",
    fits: (each) => is(each, "spelling") && mismatched(each.engine),
  },
  {
    reason: "contains() finds bytes within bytes.",
    fits: (each) => is(each, "bytes within"),
  },
  {
    reason: "An index shows what is projected: asking for more is refused, and a filter does not see it.",
    fits: (each) => is(each, "not projected"),
  },
  {
    reason: "size() of a number, a boolean or null is not comparable: the condition fails.",
    fits: (each) => is(each, "size"),
  },
  {
    reason: "begins_with of an attribute of another type is false, and no error.",
    fits: ({ request, engine }) =>
      JSON.stringify(request.input).includes("begins_with") && (refused(engine) || cancelled(engine)),
  },
  {
    reason:
      "A malformed key cancels a transaction that reads with a ValidationError; nothing is answered for it.",
    fits: (each) =>
      keyMistakes.some((mistake) => is(each, mistake)) &&
      each.request.operation === "TransactGetItems" &&
      cancelled(each.model),
  },
  {
    reason: "An item that has none of the projected attributes is an empty item, and not a missing one.",
    fits: ({ request, model, engine }) =>
      request.operation === "TransactGetItems" &&
      JSON.stringify(model).replaceAll('{"Item":{}}', "{}") === JSON.stringify(engine),
  },
  {
    reason: "Arithmetic and list_append refuse an attribute of another type, also behind if_not_exists.",
    fits: ({ request, model }) =>
      /list_append|[)a-z] [+-] /.test(JSON.stringify(request.input)) && (refused(model) || cancelled(model)),
  },
  {
    reason:
      "A condition is looked at before its update is made: what fails it never meets a value that does not fit.",
    fits: ({ model, engine }) =>
      JSON.stringify(model).includes("ConditionalCheckFailed") && (refused(engine) || cancelled(engine)),
  },
  {
    reason: "Of two mistakes in one request either may be told.",
    fits: (each) => is(each, "another table") && failed(each.model) && failed(each.engine),
  },
  {
    reason: "A token speaks for a transaction that was done; one that was cancelled leaves its token free.",
    fits: (each) => is(each, "a token that did nothing") && mismatched(each.engine),
  },
  {
    reason:
      "Another transaction in the name of one that was done is a mismatch, whatever else is wrong with it.",
    fits: (each) => is(each, "another in its name") && mismatched(each.model) && failed(each.engine),
  },
];

/** The reason why a difference is none of the model's. */
export function excuse(difference: Case): string | undefined {
  return known.find(({ fits }) => fits(difference))?.reason;
}

function is({ request }: Case, what: string): boolean {
  return request.odd.includes(what);
}

function refused(answers: readonly Answer[]): boolean {
  return answers.at(-1)?.error === "ValidationException";
}

function mismatched(answers: readonly Answer[]): boolean {
  return answers.at(-1)?.error === "IdempotentParameterMismatchException";
}

function failed(answers: readonly Answer[]): boolean {
  return answers.at(-1)?.error !== undefined;
}

function cancelled(answers: readonly Answer[]): boolean {
  const { reasons = [] } = (answers.at(-1)?.says ?? {}) as { reasons?: { Code?: string }[] };
  return reasons.some(({ Code }) => Code === "ValidationError");
}
