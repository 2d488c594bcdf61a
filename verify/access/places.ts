import { contexts } from "#functions/index";
import type { Definition } from "#shared/table";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { Forecourt } from "#test/support/forecourt";

type Stored = Record<string, unknown>;

const definitions: ReadonlyMap<string, Definition> = new Map(
  contexts.flatMap(({ entities }) => entities.map(({ definition }) => [definition.name, definition])),
);

/** Items that stand in other indexes, or elsewhere in them, than their fields say by the templates of their entity. */
export function misplaced(world: Forecourt): string[] {
  return world.table().flatMap((image) => {
    const item = unmarshall(image as never) as Stored;
    const definition = definitions.get(String(item["_kind"]));
    if (!definition) return [];
    const wanted = placesOf(definition, item);
    return slots.flatMap((slot) => {
      const stands = [item[`${slot}pk`], item[`${slot}sk`]].join(" ").trim();
      if (stands === (wanted.get(slot) ?? "")) return [];
      return [`${definition.name} ${String(item["pk"])} stands in ${slot} as "${stands}"`];
    });
  });
}

const slots = ["gs1", "gs2", "gs3", "gs4", "gs5"] as const;

/** A second hand's reading of the templates, so that nothing of the kernel judges itself. */
function placesOf({ index, subject, key, name }: Definition, item: Stored): Map<string, string> {
  const tenant = String(item["pk"]).split("#", 1)[0] ?? "";
  const [owner = "", ...rest] = key.pk.split("#");
  const own = Object.values(index);
  const all = subject
    ? [...own, { slot: "gs5", pk: `${owner}#subject#{${subject}}`, sk: [name, ...rest, key.sk].join("#") }]
    : own;
  return new Map(
    all.flatMap(({ slot, pk, sk }): [string, string][] => {
      const [partition, sort] = [written(pk, item, tenant), written(sk, item, tenant)];
      return partition === undefined || sort === undefined ? [] : [[slot, `${partition} ${sort}`]];
    }),
  );
}

function written(template: string, item: Stored, dealer: string): string | undefined {
  let lacking = false;
  const text = template.replaceAll(/\{(\w+)\}/g, (_, field: string) => {
    const value = field === "dealer" ? dealer : item[field];
    if (value === undefined || value === null || value === "") lacking = true;
    if (typeof value === "number") return String(value).padStart(16, "0");
    if (typeof value === "boolean") return value ? "1" : "0";
    return String(value).replaceAll("%", "%25").replaceAll("#", "%23");
  });
  return lacking ? undefined : text;
}
