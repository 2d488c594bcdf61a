import { randomUUID } from "node:crypto";
import type { PutEventsRequest, PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import { AwsError } from "./aws-error.ts";
import type { Clock } from "./clock.ts";
import { checkPattern, matches, type Pattern } from "./event-pattern.ts";
import { answering } from "./operations.ts";
import { checkRequest, entryFault } from "./put-events.ts";

/** An event as EventBridge hands it to a target. */
export type Envelope = {
  version: "0";
  id: string;
  "detail-type": string;
  source: string;
  account: string;
  time: string;
  region: string;
  resources: string[];
  detail: Record<string, unknown>;
};

/** A target is a queue's name or a function. */
export type Target = string | ((event: Envelope) => void | Promise<void>);
export type Rule = { name: string; pattern: Pattern; targets: Target[] };

export type BusSetting = {
  clock: Clock;
  /** Takes the whole event, as JSON, for a queue. */
  onDeliver: (queue: string, body: string, event: Envelope) => void | Promise<void>;
  /** The only bus there is: entries for another are accepted and go nowhere. Without a name every entry is ours. */
  name?: string;
  region?: string;
  account?: string;
};

/**
 * One event bus behind `PutEvents`. Rules deliver before the answer is sent. Set `refuse` to an entry's ErrorCode to
 * see a partial failure; `accepted` holds every event that the bus took.
 *
 * @example const bus = createBus({ clock, onDeliver: (queue, body) => queues.send(queue, body) });
 */
export function createBus(setting: BusSetting) {
  const rules: Rule[] = [];
  const accepted: Envelope[] = [];
  const hooks: { refuse?: (entry: PutEventsRequestEntry) => string | undefined } = {};

  async function putEvents({ Entries: entries = [] }: PutEventsRequest) {
    checkRequest(entries);
    const results = [];
    for (const entry of entries) results.push(await put(entry));
    return { FailedEntryCount: results.filter((result) => "ErrorCode" in result).length, Entries: results };
  }

  async function put(entry: PutEventsRequestEntry) {
    const fault = entryFault(entry);
    if (fault) return fault;
    const code = hooks.refuse?.(entry);
    if (code) return { ErrorCode: code, ErrorMessage: "The model was told to refuse this entry." };
    const event = envelope(entry, setting);
    accepted.push(event);
    if (isOurs(entry.EventBusName, setting.name)) await deliver(event);
    return { EventId: event.id };
  }

  async function deliver(event: Envelope) {
    for (const rule of rules.filter(({ pattern }) => matches(pattern, event)))
      for (const target of rule.targets)
        if (typeof target === "string") await setting.onDeliver(target, JSON.stringify(event), event);
        else await target(structuredClone(event));
  }

  function addRule(rule: Rule) {
    checkPattern(rule.pattern);
    rules.push(rule);
  }

  return Object.assign(hooks, { accepted, addRule, ...answering({ PutEvents: putEvents }) });
}

export type Bus = ReturnType<typeof createBus>;

function isOurs(asked: string | undefined, name: string | undefined): boolean {
  if (name === undefined) return true;
  return (asked ?? "default").split("/").at(-1) === name;
}

function envelope(entry: PutEventsRequestEntry, setting: BusSetting): Envelope {
  const { clock, region = "eu-west-2", account = "000000000000" } = setting;
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": entry.DetailType ?? "",
    source: entry.Source ?? "",
    account,
    time: eventTime(entry.Time, clock),
    region,
    resources: entry.Resources ?? [],
    detail: JSON.parse(entry.Detail ?? "{}") as Record<string, unknown>,
  };
}

/** On the wire a time is seconds since 1970; in an event it is to the second. */
function eventTime(seconds: unknown, clock: Clock): string {
  if (seconds !== undefined && typeof seconds !== "number")
    throw new AwsError("SerializationException", "Time is not a number of seconds.");
  const milliseconds = seconds === undefined ? clock.now() : seconds * 1000;
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/u, "Z");
}
