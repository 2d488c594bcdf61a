import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { costs } from "#local/costs";

test("docs/costs.md says what one order's counted work costs; `npm run costs` writes it again", async () => {
  const written = readFileSync(new URL("../docs/costs.md", import.meta.url), "utf8");
  expect(await costs()).toBe(written);
});
