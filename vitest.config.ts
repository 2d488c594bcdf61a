import { defineConfig } from "vitest/config";
import { pageTextsInTests } from "./infra/page-text.ts";

/** Unit and context tests: no engine, no network. Journeys have a configuration of their own. */
export default defineConfig({
  plugins: [pageTextsInTests],
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/journeys/**", "test/browser/**"],
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
