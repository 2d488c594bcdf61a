import type { Context } from "#shared/context";

/** What a context may do to items whose partition keys look like one of `partitions` (`*` stands for anything). */
export type Lent = {
  readonly sid: string;
  readonly actions: readonly TableAction[];
  readonly partitions: readonly string[];
  /** Whether it may also query by index; if it is not said, whoever may query may. */
  readonly byIndex?: boolean;
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

/** What an entry point of a context that AWS itself calls may do: look its own items up. */
export function triggerLent(context: Context): Lent {
  return {
    sid: "TriggersItems",
    actions: ["dynamodb:GetItem", "dynamodb:Query"],
    partitions: [partition(context.name)],
  };
}

/** The sweep takes what is due, sends it on, and writes down how far it has come. */
export const timersLent: Lent = {
  sid: "Timers",
  actions: ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:UpdateItem", "dynamodb:DeleteItem"],
  partitions: ["platform#timers#*"],
  byIndex: false,
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
