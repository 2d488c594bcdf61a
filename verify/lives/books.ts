import { letters } from "../sim/outcome.ts";
import { carBooks } from "./car-books.ts";
import type { Life } from "./life.ts";
import { orderBooks } from "./order-books.ts";
import { peopleBooks } from "./people-books.ts";
import { ledger, type Ledger, unlike } from "./ledger.ts";

/**
 * At rest, records say what was told of them and nothing else; whatever is written down in two places is the same in
 * both; what was begun has ended.
 */
export function books({ world, say }: Life): void {
  const all = ledger(world);
  for (const wrong of [
    ...orderBooks(all),
    ...carBooks(all),
    ...peopleBooks(all),
    ...followed(all),
    ...unended(all, world.clock.now()),
    ...letters(world),
  ])
    say(wrong);
}

/** Outside calls that nobody closed, and commands whose time has come. */
function unended({ kind }: Ledger, now: number): string[] {
  return [
    ...kind("Effect")
      .filter(({ state }) => state !== "done")
      .map(({ key }) => `${String(key)} was begun and never closed`),
    ...kind("Timer")
      .filter(({ at }) => Date.parse(String(at)) < now - 5 * 60_000)
      .map(({ command, at }) => `${String(command)} was due at ${String(at)}`),
  ];
}

/** What the kernel is to know of a dealer is what is set for it. */
function followed({ kind }: Ledger): string[] {
  const settings = kind("Settings");
  return kind("Dealer").flatMap((dealer) => {
    const own = settings.find(({ pk }) => String(pk).startsWith(`${String(dealer["dealer"])}#`)) ?? {};
    const fields = Object.keys(own).filter((name) => !/^(pk|sk|_\w+|gs\d[ps]k|version)$/.test(name));
    const lacking = fields.length < 8 ? ["there are no settings"] : [];
    return [...lacking, ...unlike(dealer, own, fields).map((name) => `${name} of a dealer does not follow`)];
  });
}
