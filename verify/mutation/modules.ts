import { globSync } from "node:fs";

/** A part of the platform whose tests are asked which faults they would miss. */
export type Module = {
  readonly name: string;
  /** The score to reach: detected mutants in a hundred that can be detected. */
  readonly target: number;
  readonly files: readonly string[];
  /** The tests that judge it: the quick ones. Others may notice more, so the score is a lower bound. */
  readonly tests: readonly string[];
};

const root = `${import.meta.dirname}/../..`;

/** Files of the kernel by what they are about; whatever is named nowhere belongs to `requests`. */
const named = {
  money: ["money"],
  access: ["access", "tokens", "guard", "scope", "keys", "secrets", "signatures", "origin", "address"],
  data: ["table", "reads", "pieces", "conditions", "stored", "transact", "write", "cursor", "deciding"],
  events: [
    "events",
    "reactions",
    "consume",
    "relay",
    "effects",
    "timers",
    "sweep",
    "tallies",
    "queue",
    "trigger",
  ],
};
/** `archive.test.ts` asks the archive through the whole platform, and is quick all the same. */
const kernel = ["test/kernel/*.test.ts", "test/archive.test.ts"];
/** Each of these asks the kit alone, without a platform around it: a mutant meets its judges in a second. */
const kit = ["conditions", "cursors", "decide", "indexes", "lists", "pieces", "reads", "table", "transact"];
const events = ["commands", "consume", "effects", "events", "figures", "reactions", "relay", "tallies"];

/** In the order of what a fault would cost. */
export const modules: readonly Module[] = [
  { name: "money", target: 85, files: shared(named.money), tests: ["test/kernel/money.test.ts"] },
  {
    name: "stock",
    target: 85,
    files: tree("functions/inventory"),
    tests: ["test/inventory.test.ts", "test/inventory-lists.test.ts", "test/inventory-selling.test.ts"],
  },
  {
    name: "payment",
    target: 85,
    files: [...tree("functions/orders"), ...tree("functions/sandbox")],
    tests: [
      "test/orders.test.ts",
      "test/orders-states.test.ts",
      "test/payments.test.ts",
      "test/payments-notices.test.ts",
    ],
  },
  {
    name: "access",
    target: 85,
    files: shared(named.access),
    tests: inKernel(["access", "guard", "signatures", "table"]),
  },
  { name: "kernel-data", target: 70, files: shared(named.data), tests: inKernel(kit) },
  { name: "kernel-events", target: 70, files: shared(named.events), tests: inKernel(events) },
  { name: "kernel-requests", target: 70, files: rest(), tests: kernel },
];

function shared(names: readonly string[]): string[] {
  return names.map((name) => `shared/${name}.ts`);
}

function inKernel(names: readonly string[]): string[] {
  return names.map((name) => `test/kernel/${name}.test.ts`);
}

function tree(folder: string): string[] {
  return globSync(`${folder}/**/*.ts`, { cwd: root }).toSorted();
}

function rest(): string[] {
  const elsewhere = new Set(Object.values(named).flatMap(shared));
  return tree("shared").filter((file) => !elsewhere.has(file));
}
