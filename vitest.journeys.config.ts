import { defineConfig } from "vitest/config";
import { pageTextsInTests } from "./infra/page-text.ts";

/** Times are reported, never asserted: patience is for a machine with other things to do. */
const patience = { testTimeout: 600_000, hookTimeout: 600_000 };

/**
 * What takes too long for the gate, and needs no engine: crowds, properties, a context added by the book. Then the tests
 * that need the engine. `engine` holds the engine itself to what we rely on; `journeys` walks the deployed,
 * seeded platform, which its setup brings up once for all files.
 */
export default defineConfig({
  test: {
    // One file at a time: they share the machine's cores, and what one does must not be in the other's report.
    fileParallelism: false,
    projects: [
      {
        plugins: [pageTextsInTests],
        test: { name: "long", include: ["test/long/**/*.test.ts"], isolate: false, ...patience },
      },
      { test: { name: "engine", include: ["test/journeys/engine*.test.ts"], ...patience } },
      {
        test: {
          name: "journeys",
          include: ["test/journeys/**/*.test.ts"],
          exclude: ["test/journeys/engine*.test.ts"],
          globalSetup: ["test/journeys/setup.ts"],
          ...patience,
        },
      },
    ],
  },
});
