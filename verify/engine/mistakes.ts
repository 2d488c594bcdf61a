import type { Chance } from "../sim/chance.ts";

type Input = Record<string, unknown>;

/** A request with one thing wrong in it, or in its first part where it has parts. */
export function misspelt(sound: Input, drawn: Chance): { input: Input; mistake?: string } {
  const input = structuredClone(sound);
  const part = firstPart(input);
  const possible = Object.entries(mistakes).filter(
    ([name, { fits }]) => fits(part) && !(writes(input) && keyMistakes.includes(name)),
  );
  if (possible.length === 0) return { input };
  const [mistake, { make }] = drawn.pick(possible);
  make(part);
  return { input, mistake };
}

type Mistake = { fits: (part: Input) => boolean; make: (part: Input) => void };
const has =
  (name: string) =>
  (part: Input): boolean =>
    part[name] !== undefined;
const keyed = (part: Input): boolean => part["Key"] !== undefined || part["Item"] !== undefined;

/** Not in transactions that write: MiniStack would store the item, and could never delete it again. */
export const keyMistakes = [
  "a key without its sort part",
  "a key of another type",
  "an empty key",
  "a key with too much",
];

const mistakes: Readonly<Record<string, Mistake>> = {
  "another table": { fits: has("TableName"), make: (part) => void (part["TableName"] = "nobodys-table") },
  "a key without its sort part": { fits: keyed, make: (part) => void delete keyIn(part)["sk"] },
  "a key of another type": { fits: keyed, make: (part) => void (keyIn(part)["sk"] = { N: "1" }) },
  "an empty key": { fits: keyed, make: (part) => void (keyIn(part)["pk"] = { S: "" }) },
  "a key with too much": { fits: has("Key"), make: (part) => void (keyIn(part)["other"] = { S: "x" }) },
  "an index key of another type": {
    fits: has("Item"),
    make: (part) => void (keyIn(part)["rank"] = { S: "first" }),
  },
  "a value that is not used": {
    fits: has("ExpressionAttributeValues"),
    make: (part) =>
      void Object.assign(part["ExpressionAttributeValues"] as object, { ":unused": { N: "1" } }),
  },
  "a value that is not given": {
    fits: has("ConditionExpression"),
    make: (part) => void (part["ConditionExpression"] = `pk = :nobody`),
  },
  "a condition that is none": {
    fits: has("ConditionExpression"),
    make: (part) => void (part["ConditionExpression"] += " AND"),
  },
  "an update of the key": {
    fits: has("UpdateExpression"),
    make: (part) => void (part["UpdateExpression"] = "REMOVE sk"),
  },
  "an unknown index": {
    fits: has("KeyConditionExpression"),
    make: (part) => void (part["IndexName"] = "none"),
  },
  "a range of partitions": {
    fits: has("KeyConditionExpression"),
    make(part) {
      part["KeyConditionExpression"] = String(part["KeyConditionExpression"]).replace("=", ">");
    },
  },
  "a set with nothing in it": { fits: has("Item"), make: (part) => void (keyIn(part)["texts"] = { SS: [] }) },
  "no number": { fits: has("Item"), make: (part) => void (keyIn(part)["count"] = { N: "seven" }) },
};

function writes({ TransactItems: members }: Input): boolean {
  return Array.isArray(members) && members.some((member: Input) => !("Get" in member));
}

function keyIn(part: Input): Input {
  return (part["Key"] ?? part["Item"]) as Input;
}

/** The member of a transaction or batch, or the request itself. */
function firstPart(input: Input): Input {
  const [member] = (input["TransactItems"] as Record<string, Input>[] | undefined) ?? [];
  if (member) return Object.values(member)[0] ?? input;
  const [request] = Object.values((input["RequestItems"] as Record<string, unknown> | undefined) ?? {});
  if (Array.isArray(request)) {
    const [write] = request as { PutRequest?: Input; DeleteRequest?: Input }[];
    return write?.PutRequest ?? write?.DeleteRequest ?? input;
  }
  return (request as Input | undefined) ?? input;
}
