import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { contexts } from "#functions/index";
import { contractFiles } from "#infra/docs/files";
import { matches, problemCatalogue, thrownCodes } from "#infra/docs/problems";

type Operation = {
  operationId: string;
  tags: string[];
  security: Record<string, string[]>[];
  parameters?: { in: string; name: string; required?: boolean }[];
  responses: Record<string, { $ref?: string; content?: Record<string, { schema?: object }> }>;
};
type Contract = {
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, object>;
    responses: Record<string, { "x-codes": string[] }>;
    securitySchemes: Record<string, object>;
  };
};

const generated = contractFiles();
const contract = JSON.parse(generated["docs/openapi.json"] ?? "{}") as Contract;
const operations = Object.entries(contract.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    key: `${method.toUpperCase()} ${path}`,
    operation,
  })),
);
const routes = contexts.flatMap(({ name, routes: own }) =>
  Object.entries(own).map(([key, route]) => ({ context: name, key, route })),
);

test.each(Object.keys(generated))(
  "%s says what the manifests say; `npm run docs` writes it again",
  (path) => {
    const written = readFileSync(join(import.meta.dirname, "..", path), "utf8");
    expect(written === generated[path], `${path} is out of date: run \`npm run docs\``).toBe(true);
  },
);

test("every route is in the contract, and nothing else", () => {
  const offered = routes.map(({ key }) => key).filter((key) => !key.startsWith("ANY "));
  expect(operations.map(({ key }) => key).toSorted()).toEqual(offered.toSorted());
  expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
});

test("who may call is said of every route: a permission for staff, a pool for customers, nothing for anyone", () => {
  for (const { key, route } of routes.filter((each) => !each.key.startsWith("ANY "))) {
    const { security } = operations.find((each) => each.key === key)!.operation;
    if (route.who.includes(":")) expect(security).toEqual([{ staffToken: [route.who] }]);
    else if (route.who === "customer") expect(security).toEqual([{ customerToken: [] }]);
    else if (route.who === "member") expect(security).toHaveLength(2);
    else expect(security).toEqual([]);
  }
  expect(Object.keys(contract.components.securitySchemes)).toEqual(["staffToken", "customerToken"]);
});

test("changes ask for If-Match, and orders and payments for an Idempotency-Key", () => {
  for (const { key, operation } of operations) {
    const header = (name: string) => operation.parameters?.find((each) => each.name === name);
    if (/^(PATCH|PUT|DELETE) /.test(key)) {
      expect(header("If-Match")).toMatchObject({ in: "header", required: true });
      expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(["412", "428"]));
    }
    const route = routes.find((each) => each.key === key)!.route;
    if (route.idempotency === "required" && key.startsWith("POST "))
      expect(header("Idempotency-Key")).toMatchObject({ in: "header", required: true });
  }
});

test("every refusal that a route declares is among its answers, and every answer refers to something", () => {
  for (const { key, route } of routes) {
    const operation = operations.find((each) => each.key === key)?.operation;
    for (const refusal of operation ? route.refuses : []) {
      const [status = "", code = ""] = refusal.split(" ");
      expect(codesOf(operation!, status), `${key} ${refusal}`).toContain(code);
    }
  }
  const text = generated["docs/openapi.json"] ?? "";
  for (const [, kind = "", name = ""] of text.matchAll(/"#\/components\/(\w+)\/([^"]+)"/g))
    expect(Object.hasOwn(contract.components[kind as "schemas"], name), `${kind} ${name}`).toBe(true);
});

test("answers may grow: no answer forbids fields, while requests refuse what they do not know", () => {
  for (const { operation } of operations)
    for (const [status, { content }] of Object.entries(operation.responses))
      if (Number(status) < 400)
        expect(JSON.stringify(content ?? {})).not.toContain(`"additionalProperties":false`);
  expect(contract.components.schemas["Signal"]).toHaveProperty("additionalProperties", false);
});

test("every code that the platform can answer is in the catalogue of problems", () => {
  const thrown = thrownCodes();
  expect(thrown.length).toBeGreaterThan(50);
  const codes = problemCatalogue(contexts).map(({ code }) => code);
  const unknown = thrown.filter(({ code }) => !codes.some((known) => matches(code, known)));
  expect(unknown).toEqual([]);
  const declared = routes.flatMap(({ route }) => route.refuses.map((refusal) => refusal.split(" ")[1]));
  expect(declared.filter((code) => !codes.includes(code ?? ""))).toEqual([]);
});

test("the event catalogue names every event once, with who tells it and who hears it", () => {
  const { events } = JSON.parse(generated["docs/events.json"] ?? "{}") as {
    events: { name: string; announced_by: string[]; reacted_to_by: string[]; example: object }[];
  };
  const announced = contexts.flatMap(({ announces }) => announces.map(({ name }) => name));
  expect(events.map(({ name }) => name)).toEqual([...new Set(announced)].toSorted());
  const paid = events.find(({ name }) => name === "OrderPaid");
  expect(paid?.announced_by).toEqual(["orders"]);
  expect(paid?.reacted_to_by).toContain("recommendation.followOrder");
});

test("every event that somebody reacts to is announced by somebody", () => {
  const announced = new Set(contexts.flatMap(({ announces }) => announces.map(({ name }) => name)));
  const heard = contexts.flatMap(({ name, reactions }) =>
    Object.values(reactions).flatMap(({ to }) =>
      to.filter(({ kind }) => kind === "event").map((event) => `${name} hears ${event.name}`),
    ),
  );
  expect(heard.filter((each) => !announced.has(each.split(" ")[2] ?? ""))).toEqual([]);
});

function codesOf(operation: Operation, status: string): string[] {
  const name = operation.responses[status]?.$ref?.split("/").at(-1) ?? "";
  return contract.components.responses[name]?.["x-codes"] ?? [];
}
