import type { Context } from "#shared/context";

/** What a context may do to items whose partition keys look like one of `partitions` (`*` stands for anything). */
export type Lent = {
  readonly sid: string;
  readonly actions: readonly TableAction[];
  readonly partitions: readonly string[];
};

export type TableAction = (typeof reading)[number] | (typeof writing)[number];

const reading = ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"] as const;
const writing = [
  "dynamodb:PutItem",
  "dynamodb:UpdateItem",
  "dynamodb:DeleteItem",
  "dynamodb:ConditionCheckItem",
] as const;

/**
 * What a context may do to the table, derived from its manifest: everything to its own items, and to the others'
 * only the pieces it is lent.
 *
 * @example lending(leads).find(({ sid }) => sid === "OwnItems")?.partitions // ["*#leads#*"]
 */
export function lending(context: Context): Lent[] {
  const all: Lent[] = [
    { sid: "OwnItems", actions: [...reading, ...writing], partitions: [partition(context.name)] },
    {
      sid: "EventsTimersAudit",
      actions: ["dynamodb:PutItem"],
      partitions: [partition("events"), timers, partition("audit")],
    },
    { sid: "Lookups", actions: ["dynamodb:GetItem"], partitions: lookedUp(context) },
    { sid: "OthersItems", actions: reading, partitions: context.reads.map(partition) },
    { sid: "OthersPieces", actions: writing, partitions: context.writes.map(partition) },
    {
      sid: "Settings",
      actions: ["dynamodb:PutItem", "dynamodb:UpdateItem"],
      partitions: keepsSettings(context) ? [partition("settings")] : [],
    },
  ];
  return all.filter(({ partitions }) => partitions.length > 0);
}

/** The sweep takes what is due and sends it on. */
export const timersLent: Lent = {
  sid: "Timers",
  actions: ["dynamodb:GetItem", "dynamodb:Query", ...writing],
  partitions: ["platform#timers#*"],
};

const [timers = ""] = timersLent.partitions;

function partition(context: string): string {
  return `*#${context}#*`;
}

/** A route that must know the membership as it is now reads it, and it is identity's item. */
function lookedUp({ routes }: Context): string[] {
  const fresh = Object.values(routes).some((route) => route.fresh);
  return [partition("settings"), ...(fresh ? [partition("identity")] : [])];
}

function keepsSettings({ entities }: Context): boolean {
  return entities.some(({ definition }) => definition.key.pk.startsWith("{dealer}#settings#"));
}
