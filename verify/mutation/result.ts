import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Module, modules } from "./modules.ts";
import { type Mutant, type Ran, root } from "./stryker.ts";

export type Counts = {
  readonly detected: number;
  /** Noticed only by the time that they took: part of the detected. */
  readonly timeouts: number;
  readonly survived: number;
  readonly uncovered: number;
  /** Static, or a sentence that people read. */
  readonly ignored: number;
};
export type Survivor = Pick<Mutant, "file" | "mutator" | "replacement"> & { readonly was: string };
/** One module's last whole run. */
export type Result = {
  readonly date: string;
  readonly seconds: number;
  readonly files: Readonly<Record<string, Counts>>;
  readonly survivors: readonly Survivor[];
};
export type Results = Readonly<Record<string, Result>>;

const stored = join(root, "docs/mutation.json");

/** The results that are checked in. */
export function results(): Results {
  return existsSync(stored) ? (JSON.parse(readFileSync(stored, "utf8")) as Results) : {};
}

export function store(name: string, result: Result): void {
  const all = { ...results(), [name]: result };
  const ordered = modules.flatMap((module) => (all[module.name] ? [[module.name, all[module.name]]] : []));
  writeFileSync(stored, `${JSON.stringify(Object.fromEntries(ordered), undefined, 1)}\n`);
}

/** Of files that were tested whole, also those that have nothing to mutate. */
export function resultOf(ran: Ran, files: readonly string[], milliseconds: number): Result {
  const mutants = ran.mutants.filter(({ file }) => files.includes(file));
  const counts = files.map((file) => [file, countsOf(mutants.filter((each) => each.file === file))] as const);
  return {
    date: new Date().toISOString().slice(0, 10),
    seconds: Math.round(milliseconds / 1000),
    files: Object.fromEntries(counts.toSorted(([a], [b]) => a.localeCompare(b))),
    survivors: mutants.filter(({ status }) => status === "Survived" || status === "NoCoverage").map(survivor),
  };
}

/** Detected mutants in a hundred of those that are valid and neither static nor sentences. */
export function score(files: Results[string]["files"]): number {
  const { detected, survived, uncovered } = total(files);
  const all = detected + survived + uncovered;
  return all === 0 ? 100 : Math.round((detected / all) * 10_000) / 100;
}

export function total(files: Results[string]["files"]): Counts {
  const sum = (name: keyof Counts): number =>
    Object.values(files).reduce((before, counts) => before + counts[name], 0);
  return {
    detected: sum("detected"),
    timeouts: sum("timeouts"),
    survived: sum("survived"),
    uncovered: sum("uncovered"),
    ignored: sum("ignored"),
  };
}

/** One line a module for whoever waits. */
export function line({ name, target }: Module, files: Results[string]["files"]): string {
  const { detected, survived, uncovered } = total(files);
  const found = `${detected} of ${detected + survived + uncovered} noticed`;
  return `${name}: ${score(files)} % (${found}; target ${target} %)`;
}

export function survivor({ file, line: at, mutator, replacement }: Mutant): Survivor {
  const was = readFileSync(join(root, file), "utf8").split("\n")[at - 1]?.trim() ?? "";
  return { file, was, mutator, replacement };
}

function countsOf(mutants: readonly Mutant[]): Counts {
  const of = (...statuses: readonly Mutant["status"][]): number =>
    mutants.filter(({ status }) => statuses.includes(status)).length;
  return {
    detected: of("Killed", "Timeout"),
    timeouts: of("Timeout"),
    survived: of("Survived"),
    uncovered: of("NoCoverage"),
    ignored: of("Ignored"),
  };
}
