import type { Bug, Guarantee, Options, Outcome } from "./guarantee.ts";

/** What a child process tells the runner. */
export type Told =
  | ({ readonly outcome: Outcome } & Pick<Guarantee, "promise" | "bugs" | "plants">)
  | { readonly error: string };

/**
 * Runs one guarantee in a process of its own: `node [--import ./verify/planting.ts] verify/child.ts <name> <options>`.
 * The answer goes to the parent, or to standard output where there is none.
 */
if (import.meta.main) {
  const [name = "", options = "{}"] = process.argv.slice(2);
  const told = await run(name, JSON.parse(options) as Options);
  if (process.send) process.send(told, () => process.exit(0));
  else console.log(JSON.stringify(told, undefined, 2));
}

async function run(name: string, options: Options): Promise<Told> {
  try {
    const { guarantee } = (await import(`./guarantees/${name}.ts`)) as { guarantee: Guarantee };
    const outcome = await guarantee.run(options);
    assertPlanted();
    const { promise, bugs, plants } = guarantee;
    return { outcome, promise, bugs, plants };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** A bug in a file that the run never loaded was never there. */
function assertPlanted(): void {
  const { PLANT: plant, PLANTED: name } = process.env;
  if (plant && name === undefined)
    throw new Error(`The bug's file was never loaded: ${(JSON.parse(plant) as Bug).file}`);
}
