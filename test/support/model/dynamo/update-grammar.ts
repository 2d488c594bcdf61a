import type { AttributeValue } from "./attribute-values.ts";
import { setMembers, typeOf } from "./attribute-values.ts";
import type { Bindings } from "./bindings.ts";
import type { Operand, Path, Reading } from "./expressions.ts";
import { cached, readOperand, readPath } from "./expressions.ts";
import { refuseType } from "./operand-checks.ts";
import { plainPath, refuseOverlaps } from "./paths.ts";
import { invalid } from "./refusals.ts";

export type Term = Operand | { kind: "arithmetic"; operator: "+" | "-"; left: Term; right: Term };
export type Update = {
  SET: { path: Path; term: Term }[];
  REMOVE: { path: Path }[];
  ADD: { path: Path; ref: string }[];
  DELETE: { path: Path; ref: string }[];
};

type Section = keyof Update;

export const parseUpdate = cached((reading): Update => {
  const update: Update = { SET: [], REMOVE: [], ADD: [], DELETE: [] };
  do readSection(reading, update);
  while (reading.tokens.peek().kind !== "end");
  return update;
});

/** What can be refused before the item is read. */
export function checkUpdate(update: Update, bindings: Bindings): void {
  for (const { term } of update.SET) checkTerm(term, bindings);
  for (const section of ["ADD", "DELETE"] as const) {
    for (const { ref } of update[section]) checkAmount(section, bindings.values[ref]!);
  }
  const clauses = [...update.SET, ...update.REMOVE, ...update.ADD, ...update.DELETE];
  refuseOverlaps(
    "UpdateExpression",
    clauses.map(({ path }) => plainPath(path, bindings)),
  );
}

const TYPE_NAMES = {
  S: "STRING",
  N: "NUMBER",
  B: "BINARY",
  BOOL: "BOOLEAN",
  NULL: "NULL",
  L: "LIST",
  M: "MAP",
  SS: "STRING_SET",
  NS: "NUMBER_SET",
  BS: "BINARY_SET",
};
const UPDATE_FUNCTIONS = new Set(["if_not_exists", "list_append"]);

function readSection(reading: Reading, update: Update): void {
  const { tokens } = reading;
  const token = tokens.peek();
  const section = token.text.toUpperCase() as Section;
  if (token.kind !== "name" || !Object.hasOwn(update, section)) tokens.fail();
  if (update[section].length > 0) {
    throw invalid(
      `Invalid UpdateExpression: The "${section}" section can only be used once in an update expression;`,
    );
  }
  tokens.next();
  do readClause(reading, update, section);
  while (tokens.take(","));
}

function readClause(reading: Reading, update: Update, section: Section): void {
  const path = readPath(reading);
  if (section === "REMOVE") {
    update.REMOVE.push({ path });
  } else if (section === "SET") {
    reading.tokens.expect("=");
    update.SET.push({ path, term: readTerm(reading) });
  } else {
    const token = reading.tokens.peek();
    if (token.kind !== "valueRef") reading.tokens.fail();
    reading.tokens.next();
    reading.values.push(token.text);
    update[section].push({ path, ref: token.text });
  }
}

function readTerm(reading: Reading): Term {
  const left = readTermPart(reading);
  for (const operator of ["+", "-"] as const) {
    if (reading.tokens.take(operator))
      return { kind: "arithmetic", operator, left, right: readTermPart(reading) };
  }
  return left;
}

function readTermPart(reading: Reading): Term {
  if (!reading.tokens.take("(")) return readOperand(reading);
  const inner = readTerm(reading);
  reading.tokens.expect(")");
  return inner;
}

function checkTerm(term: Term, bindings: Bindings): void {
  if (term.kind === "arithmetic") {
    for (const side of [term.left, term.right]) {
      checkTerm(side, bindings);
      const value = side.kind === "value" ? bindings.values[side.ref]! : undefined;
      if (value && !("N" in value)) refuseType("UpdateExpression", term.operator, typeOf(value));
    }
  }
  if (term.kind === "call") checkCall(term, bindings);
}

function checkCall(call: Operand & { kind: "call" }, bindings: Bindings): void {
  const { name, operands } = call;
  if (!UPDATE_FUNCTIONS.has(name)) {
    throw invalid(
      `Invalid UpdateExpression: The function is not allowed in an update expression; function: ${name}`,
    );
  }
  if (name === "if_not_exists" && operands[0]!.kind !== "path") {
    throw invalid(
      `Invalid UpdateExpression: Operator or function requires a document path; operator or function: ${name}`,
    );
  }
  for (const operand of operands) {
    checkTerm(operand, bindings);
    const value = operand.kind === "value" ? bindings.values[operand.ref]! : undefined;
    if (name === "list_append" && value && !("L" in value))
      refuseType("UpdateExpression", name, typeOf(value));
  }
}

function checkAmount(section: "ADD" | "DELETE", amount: AttributeValue): void {
  if (setMembers(amount) || (section === "ADD" && "N" in amount)) return;
  throw invalid(
    `Invalid UpdateExpression: Incorrect operand type for operator or function; operator: ${section}, operand type: ${TYPE_NAMES[typeOf(amount)]}, typeSet: ALLOWED_FOR_${section}_OPERAND`,
  );
}
