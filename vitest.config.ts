import { defineConfig } from "vitest/config";

/** Unit and context tests: no engine, no network. Journeys have a configuration of their own. */
export default defineConfig({
  test: { include: ["test/**/*.test.ts"], exclude: ["test/journeys/**"], testTimeout: 20_000, hookTimeout: 30_000 },
});
