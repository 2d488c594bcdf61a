import { defineConfig } from "vitest/config";
import { pageTextsInTests } from "./infra/page-text.ts";

/** What people see and do: the deployed, seeded local cloud in Debian's Chromium. */
export default defineConfig({
  plugins: [pageTextsInTests],
  test: {
    include: ["test/browser/**/*.test.ts"],
    globalSetup: ["test/browser/setup.ts", "test/journeys/setup.ts"],
    testTimeout: 240_000,
    hookTimeout: 300_000,
    fileParallelism: false,
  },
});
