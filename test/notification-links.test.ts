import { afterEach, expect, test } from "vitest";
import { publicAddress } from "#functions/notification/links";
import { anonymous, within } from "#shared/scope";

const names = ["PUBLIC_URL", "API_ENDPOINT", "API_ID", "AWS_REGION"] as const;
const before = Object.fromEntries(names.map((name) => [name, process.env[name]]));
afterEach(() => {
  for (const name of names) set(name, before[name]);
});

const linked = (environment: Partial<Record<(typeof names)[number], string>>) => {
  for (const name of names) set(name, environment[name]);
  const scope = { context: "notification", dealer: "london-cars", caller: anonymous };
  return within({ ...scope, correlation: "c", action: "a" }, () => publicAddress("orders/ord_1"));
};

test("a mail leads to the stage's public address, and where there is none to the API's own", () => {
  const api = { API_ID: "a1", AWS_REGION: "eu-west-2" };
  expect(linked({ ...api, PUBLIC_URL: "https://cars.example" })).toBe(
    "https://cars.example/london-cars/orders/ord_1",
  );
  expect(linked(api)).toBe("https://a1.execute-api.eu-west-2.amazonaws.com/london-cars/orders/ord_1");
  expect(linked({ ...api, API_ENDPOINT: "http://127.0.0.1:4000" })).toBe(
    "http://127.0.0.1:4000/london-cars/orders/ord_1",
  );
});

test("a mail has no link where no address is known", () => {
  expect(linked({})).toBeUndefined();
});

function set(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}
