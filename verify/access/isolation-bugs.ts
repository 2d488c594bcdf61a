import type { Bug } from "../guarantee.ts";

const dealerOfScope = `    dealer: params["dealer"] ?? caller.dealer ?? "platform",`;

/** Ways to mix up dealers and persons. */
export const bugs: readonly Bug[] = [
  {
    name: "the dealer is taken from a header",
    file: "shared/serve.ts",
    find: dealerOfScope,
    put: `    dealer: event.headers["x-dealer"] ?? params["dealer"] ?? caller.dealer ?? "platform",`,
  },
  {
    name: "the dealer is taken from the body",
    file: "shared/serve.ts",
    find: "  const raw = rawOf(event);\n",
    put: `  const { dealer: told, ...rest } = JSON.parse(event.body?.startsWith("{") ? event.body : "{}") as { dealer?: string };
  if (told && event.routeKey !== "POST /v1/dealers" && !event.routeKey.includes("/me") && !event.routeKey.includes("notices")) {
    params["dealer"] = told;
    event.body = JSON.stringify(rest);
  }
  const raw = rawOf(event);
`,
  },
  {
    name: "an index key without its dealer",
    file: "functions/orders/entities.ts",
    find: 'pk: "{dealer}#orders#state#{state}"',
    put: 'pk: "platform#timers#orders#{state}"',
    note: "Timers are the one partition that the key guard lets everybody reach.",
  },
  {
    name: "a cursor is not bound to its dealer",
    file: "shared/cursor.ts",
    find: "JSON.stringify([dealer, who, action, filters])",
    put: "JSON.stringify([typeof dealer, who, action])",
  },
  {
    name: "a cursor is good for whoever has it",
    file: "shared/cursor.ts",
    find: "JSON.stringify([dealer, who, action, filters])",
    put: "JSON.stringify([dealer, typeof who, action, filters])",
  },
  {
    name: "a cursor is good for any filter",
    file: "shared/cursor.ts",
    find: "JSON.stringify([dealer, who, action, filters])",
    put: "JSON.stringify([dealer, who, action, typeof filters])",
  },
  {
    name: "a cursor is good for another list of the same dealer",
    file: "shared/cursor.ts",
    find: "JSON.stringify([dealer, who, action, filters])",
    put: "JSON.stringify([dealer, who, typeof action, filters])",
  },
  {
    name: "the key guard does not look into transactions",
    file: "shared/guard.ts",
    find: "return call.TransactItems.flatMap((item) => Object.values(item).flatMap(partitionKeys));",
    put: "return [];",
  },
  {
    name: "a sign in a name ends a part of the key",
    file: "shared/keys.ts",
    find: `.replaceAll("#", "%23")`,
    put: "",
  },
  {
    name: "the first dealer's settings are kept for all",
    file: "shared/settings.ts",
    find: "const kept = cache.get(dealer);",
    put: "const kept = cache.get(dealer) ?? cache.values().next().value;",
  },
  {
    name: "whose request it is is kept in a variable of the process",
    file: "shared/scope.ts",
    find: `  return storage.run(scope, run);
}

/** The scope of the running request. @throws Error when there is none: nothing may touch data unasked. */
export function scope(): Scope {
  const found = storage.getStore();`,
    put: `  latest = scope;
  return storage.run(scope, run);
}
let latest: Scope | undefined;

export function scope(): Scope {
  const found = latest;`,
  },
  {
    name: "a person's list shows everybody's",
    file: "functions/orders/reading.ts",
    find: "return Orders.by.ofBuyer({ buyer: caller.id }, { limit, cursor, reverse: true });",
    put: "return Orders.by.all({}, { limit, cursor, reverse: Boolean(caller) });",
    note: "One order of another person is refused by the kernel and by the context: either lock alone holds.",
  },
];
