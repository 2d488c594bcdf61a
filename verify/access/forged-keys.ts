import { contexts } from "#functions/index";
import { fill } from "#shared/keys";
import { type Scope, system, within } from "#shared/scope";

/** Parts of two keys whose texts would be one, if a sign between parts could stand in a part. */
const pairs = [
  [
    ["a#b", "c"],
    ["a", "b#c"],
  ],
  [
    ["a%23b", "c"],
    ["a#b", "c"],
  ],
] as const;

/** Templates of keys and indexes under which what somebody writes into one part makes the key of another record. */
export function forgedKeys(dealer: string): string[] {
  const scope: Scope = { context: "trial", dealer, caller: system, correlation: "trial", action: "trial" };
  return within(scope, () =>
    templates().flatMap(([entity, template]) => {
      const parts = template.split(/[{}]/).filter((part, at) => at % 2 === 1 && part !== "dealer");
      const [first = "", second = first] = parts;
      const forged = pairs.some((pair) => {
        const [one, other] = pair.map(([left, right]) => {
          const rest = Object.fromEntries(parts.map((part) => [part, "z"]));
          return fill(template, { ...rest, [second]: right, [first]: left });
        });
        return one === other;
      });
      return parts.length > 0 && forged ? [`${entity}: two records have one key under ${template}`] : [];
    }),
  );
}

function templates(): [entity: string, template: string][] {
  return contexts.flatMap(({ entities }) =>
    entities.flatMap(({ definition: { name, key, index } }) =>
      [key, ...Object.values(index)].map(({ pk, sk }): [string, string] => [name, `${pk}#${sk}`]),
    ),
  );
}
