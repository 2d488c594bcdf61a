import { places } from "./places.ts";
import { read, recordedRun } from "./running.ts";
import type { Person } from "./seeding.ts";
import { signIn } from "./sign-in.ts";

/** `npm run -s local:token -- <e-mail>`: prints one access token of a seeded person, nothing else. */
async function main(): Promise<void> {
  const email = process.argv[2];
  if (email === undefined) throw new Error("Usage: npm run -s local:token -- <e-mail>");
  const run = recordedRun();
  const people = read(places.people) as Person[] | undefined;
  if (run?.enginePort === undefined || people === undefined)
    throw new Error("The local cloud is not running: `npm run local:up` first.");
  const person = people.find((each) => each.email === email.toLowerCase());
  if (person === undefined) throw new Error(`Nobody is seeded as ${email}: .local/urls.json lists who is.`);
  process.stdout.write(`${await signIn(`http://127.0.0.1:${run.enginePort}`, person)}\n`);
}

main().catch((cause: unknown) => {
  console.error(cause instanceof Error ? cause.message : cause);
  process.exitCode = 1;
});
