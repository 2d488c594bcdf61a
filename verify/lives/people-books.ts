import { type Ledger, type Row, type Told, unlike } from "./ledger.ts";

/** Each person is one record with its own keys, each lead is what was told of it, each purchase is an order's. */
export function peopleBooks(all: Ledger): string[] {
  return [...people(all), ...keys(all), ...purchases(all), ...leads(all)];
}

function people(all: Ledger): string[] {
  const [told, merges] = [all.told("person"), all.told("merged")];
  return all.kind("Person").flatMap((record) => {
    const { person, name, sort_name, listed_at, created_at, merged_into } = record;
    const count = (events: readonly Told[] = [], type: string) => events.filter((each) => each.type === type);
    const [merged] = count(merges.get(person), "PeopleMerged");
    const listed = merged_into === undefined;
    return [
      ...(count(told.get(person), "PersonAdded").length === 1 ? [] : ["was not added once"]),
      ...(merged?.data["person"] === merged_into ? [] : ["was merged, or not, and told otherwise"]),
      ...((listed_at !== undefined) === listed && (sort_name !== undefined) === (name !== undefined)
        ? []
        : ["stands in a list where it should not, or lacks in one"]),
      ...(listed && String(created_at) > String(listed_at) ? ["was listed before it was there"] : []),
      ...(listed ? [] : keysOf(record).map(() => "was merged and keeps a contact")),
    ].map((text) => `a person ${text}`);
  });
}

type Key = { kind: string; value: unknown; verified: unknown };

/** What a record says itself that it is found by. */
function keysOf({ emails, phones, account }: Row): Key[] {
  return [
    ...(emails as Row[]).map(({ address, verified }) => ({ kind: "email", value: address, verified })),
    ...(phones as Row[]).map(({ number, verified }) => ({ kind: "phone", value: number, verified })),
    ...(account === undefined ? [] : [{ kind: "account", value: account, verified: true }]),
  ];
}

/** What somebody has shown to be theirs is theirs in both places, and a key opens no record that was merged. */
function keys(all: Ledger): string[] {
  const proven = new Set(
    all
      .kind("Person")
      .flatMap((record) => keysOf(record).map((key) => ({ ...key, person: record["person"] })))
      .filter(({ verified }) => verified === true)
      .map(named),
  );
  const stored = all.kind("PersonKey").filter(({ verified }) => verified === true);
  const found = new Set(stored.map((key) => named(key as Row & Key)));
  const records = all.by("Person", "person");
  const astray = [...all.kind("PersonKey"), ...all.kind("Purchase"), ...all.kind("Lead")].filter(
    ({ person }) => !records.has(person) || records.get(person)?.["merged_into"] !== undefined,
  );
  return [
    ...[...proven].filter((name) => !found.has(name)).map((name) => `no key leads to ${name}`),
    ...[...found].filter((name) => !proven.has(name)).map((name) => `nobody's record lists ${name}`),
    ...astray.map(({ _kind }) => `a ${String(_kind)} names a person who is not there, or was merged`),
  ];
}

function named({ kind, value, person }: { kind: string; value: unknown; person?: unknown }): string {
  return `${kind} ${String(value)} of ${String(person)}`;
}

function purchases(all: Ledger): string[] {
  const [orders, bought] = [all.by("Order", "order"), all.by("Purchase", "order")];
  return [
    ...[...orders.keys()].filter((order) => !bought.has(order)).map(() => "an order is nobody's purchase"),
    ...all
      .kind("Purchase")
      .filter((purchase) => {
        const order = orders.get(purchase["order"]) ?? {};
        return purchase["vin"] !== order["vin"] || purchase["vehicle"] !== order["vehicle"];
      })
      .map(() => "a purchase is not what was ordered"),
    ...(bought.size === all.kind("Purchase").length ? [] : ["an order was bought by two people"]),
  ];
}

/** Where it stands, whose work it is, and whether it waits to be looked at, is what was told last. */
function leads(all: Ledger): string[] {
  const told = all.told("lead");
  return all.kind("Lead").flatMap((lead) => {
    const events = told.get(lead["lead"]) ?? [];
    const moved = events.findLast(({ type }) => type === "LeadMoved") ?? events[0];
    const received = events.filter(({ type }) => type === "LeadReceived");
    const last = (field: string, types: readonly string[]) =>
      events.findLast(({ type, data }) => types.includes(type) && field in data)?.data[field];
    const owner = last("owner", ["LeadAssigned"]);
    const held = lead["quarantined"] === true;
    const board = held ? "quarantine" : lead["stage"];
    const wasHeld = received[0]?.data["quarantined"] === true;
    return [
      ...(owner === lead["owner"] ? [] : ["was told to be somebody else's work"]),
      ...(held && lead["owner"] !== undefined ? ["waits to be looked at, and is somebody's work"] : []),
      ...(lead["moved_at"] === moved?.time ? [] : ["was moved at another time than was told"]),
      ...(lead["board"] === board ? [] : [`stands in ${String(lead["board"])} and is ${String(board)}`]),
      ...(received.length === 1 + Number(wasHeld && !held) ? [] : [`was received ${received.length} times`]),
      ...((received.at(-1)?.data["quarantined"] === true) === held
        ? []
        : ["was not told to be held, or let out"]),
      ...(received[0] ? unlike(lead, { ...received[0].data, stage: "new" }, ["vehicle"]) : []),
      ...(lead["order"] === undefined || lead["stage"] === "won" ? [] : ["has an order and is not won"]),
    ].map((text) => `a lead ${text}`);
  });
}
