import { calls } from "./calls.ts";
import { orders } from "./orders.ts";
import { answered } from "./questions-answered.ts";
import { pages } from "./pages.ts";
import { search } from "./search.ts";
import { source } from "./stock.ts";

/**
 * Benchmarks: counts and ratios, each against a peer that runs in the same process on the same cars. Times are CPU
 * time, medians; they are reported and never a gate.
 *
 * npm run -s bench                      one line for each result
 * npm run -s bench -- --json            one JSON array
 * npm run -s bench -- --cars 1000       other sizes than 1,000, 10,000 and 100,000
 */
const given = process.argv.slice(2);
const asJson = given.includes("--json");
const at = given.indexOf("--cars");
const sizes = at < 0 ? [1000, 10_000, 100_000] : (given[at + 1] ?? "").split(",").map(Number);
if (sizes.some((cars) => !Number.isSafeInteger(cars) || cars < 1))
  throw new Error("--cars takes whole numbers, as --cars 1000,10000");
const mostQuestions = 10_000;

type Result = { readonly name: string };
const results: Result[] = [];

console.error(`Cars: ${source}.`);
for (const cars of sizes) tell(await search(cars));
for (const cars of sizes) tell(await calls(cars));
tell(await orders());
tell(await pages());
tell(answered(Math.min(mostQuestions, Math.max(...sizes)), 1));
if (asJson) console.log(JSON.stringify(results));

function tell(result: Result): void {
  results.push(result);
  (asJson ? console.error : console.log)(JSON.stringify(result));
}
