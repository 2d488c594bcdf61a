import { defineConfig } from "vitest/config";

/** What people see and do: the deployed, seeded local cloud in Debian's Chromium. */
export default defineConfig({
  test: {
    include: ["test/browser/**/*.test.ts"],
    globalSetup: ["test/journeys/setup.ts"],
    testTimeout: 120_000,
    hookTimeout: 300_000,
    fileParallelism: false,
  },
});
