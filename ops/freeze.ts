import { parseArgs } from "node:util";
import { Dealer } from "#functions/dealers/entities";
import * as Dealers from "#functions/dealers/dealers";
import { type Caller, within } from "#shared/scope";
import { command, operatorOf, placeOptions } from "./operator.ts";

const operator: Caller = { id: "ops", kind: "operator", permissions: new Set(["dealers:administer"]) };

const nothingElse = {
  caller: operator,
  params: {},
  query: undefined,
  record: undefined,
  raw: { headers: {}, body: "" },
};

/**
 * Freezes a dealer, or thaws it: a frozen one is read but not changed, within 30 seconds in every process. It is the
 * same verb as the operator's route, for the hour in which nobody can sign in. A dealer that is so already is left alone.
 *
 * @throws Refusal 404 when there is no such dealer.
 */
export async function freeze(
  dealer: string,
  frozen: boolean,
): Promise<{ dealer: string; frozen: boolean; version: number }> {
  const scope = {
    context: "dealers",
    dealer,
    caller: operator,
    correlation: `freeze-${dealer}`,
    action: "ops:freeze",
  };
  return within(scope, async () => {
    const found = await Dealer.get({}, { consistent: true });
    const { version } =
      found.frozen === frozen
        ? found
        : await Dealers.freeze({ ...nothingElse, body: { frozen }, version: found.version });
    return { dealer, frozen, version };
  });
}

/** `npm run ops:freeze -- <dealer> [--off] (--local | --stage prod)` */
if (import.meta.main)
  await command(async () => {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { ...placeOptions, off: { type: "boolean", default: false } },
    });
    const [dealer] = positionals;
    if (dealer === undefined) throw new Error("Say which dealer.");
    await operatorOf(values);
    return freeze(dealer, !values.off);
  });
