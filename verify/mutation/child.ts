import { Stryker } from "@stryker-mutator/core";
import type { Asked } from "./stryker.ts";

/** One run of Stryker in a process of its own, which may be stopped: `node verify/mutation/child.ts <asked>`. */
const { name, mutate, tests, concurrency } = JSON.parse(process.argv[2] ?? "{}") as Asked;

await new Stryker({
  mutate: [...mutate],
  testFiles: [...tests],
  testRunner: "vitest",
  plugins: ["@stryker-mutator/vitest-runner", `${import.meta.dirname}/plugins.ts`],
  vitest: { configFile: "vitest.config.ts", related: false },
  coverageAnalysis: "perTest",
  // What runs once while a file is loaded (schemas, manifests, keys) would need every test for each mutant.
  ignoreStatic: true,
  ignorers: ["sentences"],
  reporters: ["telling"],
  concurrency,
  incremental: true,
  incrementalFile: `reports/mutation/${name}.json`,
  // A busy machine is slow, not stuck: what loops is stopped by its count and what hangs by the test's own limit.
  timeoutMS: 30_000,
  timeoutFactor: 3,
  // TypeScript 7 has no JavaScript API to read a configuration with.
  tsconfigFile: "none.json",
  tempDirName: `reports/mutation/sandbox-${process.pid}`,
  cleanTempDir: "always",
  ignorePatterns: ["node_modules", ".local", ".build", "reports", "cdk.out", "docs/*.json"],
  allowEmpty: true,
  allowConsoleColors: false,
}).runMutationTest();
