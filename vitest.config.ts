import { defineConfig } from "vitest/config";
import { pageTextsInTests } from "./infra/page-text.ts";

/** Unit and context tests: no engine, no network. Long tests and journeys have a configuration of their own. */
export default defineConfig({
  plugins: [pageTextsInTests],
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/journeys/**", "test/browser/**", "test/long/**"],
    // Two cores and one worker left would idle one; a world of its own per test needs no module graph of its own.
    maxWorkers: 2,
    isolate: false,
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
