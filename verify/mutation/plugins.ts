import type { Status, Told } from "./stryker.ts";

type Result = {
  fileName: string;
  location: { start: { line: number; column: number } };
  mutatorName: string;
  replacement?: string;
  status: Status;
};
/** What is used here of Babel's path to a node. */
type Path = {
  node: { type: string };
  listKey?: string;
  key?: string | number;
  parent?: { type: string; callee?: { name?: string; object?: { name?: string } } };
};

/** Tells the parent process each result at once, so that a run that is stopped has told what it did. */
class Telling {
  onMutationTestingPlanReady({ mutantPlans }: { mutantPlans: readonly { mutant: Result }[] }): void {
    tell({ planned: mutantPlans.map(({ mutant }) => mutant.fileName) });
  }

  onMutantTested({ fileName, location, mutatorName, replacement, status }: Result): void {
    const { line, column } = location.start;
    tell({
      mutant: { file: fileName, line, column, mutator: mutatorName, replacement: replacement ?? "", status },
    });
  }
}

/**
 * Sentences that people read are not mutated: the third argument of a `Refusal` (its status and its code, which
 * programs read, are), the text of an `Error` (a fault of ours, for the log) and of a line of the log.
 */
const sentences = {
  shouldIgnore({ node, listKey, key, parent }: Path): string | undefined {
    if (!/^(StringLiteral|TemplateLiteral)$/.test(node.type) || listKey !== "arguments") return undefined;
    const called = parent?.callee?.name;
    const sentence =
      (called === "Refusal" && key === 2) ||
      (called === "Error" && key === 0) ||
      (parent?.callee?.object?.name === "log" && key === 0);
    return sentence ? "a sentence that people read" : undefined;
  },
};

function tell(told: Told): void {
  process.send?.(told);
}

export const strykerPlugins = [
  { kind: "Reporter", name: "telling", injectableClass: Telling },
  { kind: "Ignore", name: "sentences", value: sentences },
];
