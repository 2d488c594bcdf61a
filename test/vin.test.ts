import { expect, test } from "vitest";
import { isVin } from "#functions/catalog/vin";
test("a published number is accepted", () => {
  expect(isVin("1M8GDM9AXKP042788")).toBe(true);
  expect(isVin("WBA8E9C50GK646247")).toBe(true);
});
