import { BlockList, isIP } from "node:net";

export type Scalar = string | number | boolean | null;
export type Comparison = Scalar | Record<string, unknown>;

/** One listed value of a pattern against one scalar of the event. */
export function compare(comparison: Comparison, value: Scalar): boolean {
  if (typeof comparison !== "object" || comparison === null) return comparison === value;
  const [operator = "", operand] = Object.entries(comparison)[0] ?? [];
  const test = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
  if (!test) throw new Error(`Unrecognised match type ${operator}`);
  return test(operand, value);
}

const operators: Record<string, (operand: unknown, value: Scalar) => boolean> = {
  prefix: onStrings((wanted, value) => value.startsWith(wanted)),
  suffix: onStrings((wanted, value) => value.endsWith(wanted)),
  "equals-ignore-case": onStrings((wanted, value) => folded(wanted) === folded(value)),
  wildcard: onStrings((wanted, value) => wildcard(wanted).test(value)),
  numeric: (operand, value) => typeof value === "number" && inRange(operand as (string | number)[], value),
  cidr: (operand, value) => typeof value === "string" && inBlock(String(operand), value),
  "anything-but": (operand, value) => !excluded(operand, value),
};

/** Strings only; `{ "equals-ignore-case": x }` inside prefix and suffix folds both sides first. */
function onStrings(test: (wanted: string, value: string) => boolean) {
  return (operand: unknown, value: Scalar): boolean => {
    if (typeof value !== "string") return false;
    if (typeof operand === "string") return test(operand, value);
    const insensitive = (operand as Record<string, unknown>)["equals-ignore-case"];
    return test(folded(String(insensitive)), folded(value));
  };
}

function excluded(operand: unknown, value: Scalar): boolean {
  if (Array.isArray(operand)) return operand.includes(value);
  if (typeof operand !== "object" || operand === null) return operand === value;
  const [operator = "", list] = Object.entries(operand)[0] ?? [];
  const unwanted: unknown[] = Array.isArray(list) ? list : [list];
  return unwanted.some((one) => compare({ [operator]: one }, value));
}

function folded(text: string): string {
  return text.toUpperCase().toLowerCase();
}

function wildcard(pattern: string): RegExp {
  const parts = pattern.match(/\\[\\*]|\*|[^*\\]+|\\/gsu) ?? [];
  const source = parts.map((part) =>
    part === "*" ? ".*" : part.replace(/^\\(?=.)/su, "").replace(/[$()*+./?[\\\]^{|}]/gu, "\\$&"),
  );
  return new RegExp(`^${source.join("")}$`, "su");
}

function inRange(operand: (string | number)[], value: number): boolean {
  for (let at = 0; at < operand.length; at += 2)
    if (!ordered(value, String(operand[at]), Number(operand[at + 1]))) return false;
  return true;
}

function ordered(value: number, operator: string, bound: number): boolean {
  if (operator === "=") return value === bound;
  if (operator === "<") return value < bound;
  if (operator === "<=") return value <= bound;
  if (operator === ">") return value > bound;
  return value >= bound;
}

function inBlock(cidr: string, address: string): boolean {
  const [network = "", bits = "0"] = cidr.split("/");
  const family = isIP(network);
  if (family === 0 || isIP(address) !== family) return false;
  const name = family === 4 ? "ipv4" : "ipv6";
  const block = new BlockList();
  block.addSubnet(network, Number(bits), name);
  return block.check(address, name);
}
