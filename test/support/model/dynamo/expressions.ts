import type { Token, TokenReader } from "./lexer.ts";
import { readTokens } from "./lexer.ts";
import { invalid } from "./refusals.ts";
import { isReserved } from "./reserved-words.ts";

/** Names are as written (`#n` still a placeholder: no plain name begins with `#`); numbers are list indexes. */
export type Path = (string | number)[];

export type Operand =
  | { kind: "path"; path: Path }
  | { kind: "value"; ref: string }
  | { kind: "call"; name: string; operands: Operand[] };

export type Comparator = "=" | "<>" | "<" | "<=" | ">" | ">=";

export type Condition =
  | { kind: "and" | "or"; left: Condition; right: Condition }
  | { kind: "not"; inner: Condition }
  | { kind: "compare"; operator: Comparator; left: Operand; right: Operand }
  | { kind: "between"; operand: Operand; low: Operand; high: Operand }
  | { kind: "in"; operand: Operand; choices: Operand[] }
  | { kind: "call"; name: string; operands: Operand[] };

/** A parsed expression with the placeholders it uses; the same text is parsed once per process. */
export type Parsed<Tree> = { parameter: string; tree: Tree; nameRefs: string[]; valueRefs: string[] };

/** What a grammar needs while it reads: the tokens, and a note of every name and placeholder passed. */
export type Reading = { tokens: TokenReader; parameter: string; names: string[]; values: string[] };

const KEYWORDS = new Set(["AND", "OR", "NOT", "BETWEEN", "IN"]);
const COMPARATORS = new Set(["=", "<>", "<", "<=", ">", ">="]);
const CONDITION_FUNCTIONS: Record<string, number> = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2,
};
const FUNCTIONS: Record<string, number> = {
  ...CONDITION_FUNCTIONS,
  size: 1,
  if_not_exists: 2,
  list_append: 2,
};
const MOST_CHOICES = 100;

export const parseCondition = cached((reading) => either(reading, new Set()));

export const parseProjection = cached((reading) => {
  const paths = [readPath(reading)];
  while (reading.tokens.take(",")) paths.push(readPath(reading));
  return paths;
});

/** Turns a grammar into a parser that keeps what it has parsed. */
export function cached<Tree>(
  grammar: (reading: Reading) => Tree,
): (parameter: string, text: string) => Parsed<Tree> {
  const known = new Map<string, Parsed<Tree>>();
  return (parameter, text) => {
    const key = `${parameter} ${text}`;
    const found = known.get(key);
    if (found) return found;
    const reading: Reading = { tokens: readTokens(parameter, text), parameter, names: [], values: [] };
    const tree = grammar(reading);
    if (reading.tokens.peek().kind !== "end") reading.tokens.fail();
    const reserved = reading.names.find((name) => !name.startsWith("#") && isReserved(name));
    if (reserved !== undefined) {
      throw invalid(
        `Invalid ${parameter}: Attribute name is a reserved keyword; reserved keyword: ${reserved}`,
      );
    }
    const nameRefs = reading.names.filter((name) => name.startsWith("#"));
    const parsed = { parameter, tree, nameRefs, valueRefs: reading.values };
    known.set(key, parsed);
    return parsed;
  };
}

export function readPath(reading: Reading): Path {
  const path: Path = [readName(reading)];
  for (;;) {
    if (reading.tokens.take(".")) path.push(readName(reading));
    else if (reading.tokens.take("[")) {
      if (reading.tokens.peek().kind !== "integer") reading.tokens.fail();
      path.push(Number(reading.tokens.next().text));
      reading.tokens.expect("]");
    } else return path;
  }
}

export function readOperand(reading: Reading): Operand {
  const { tokens } = reading;
  const token = tokens.peek();
  if (token.kind === "valueRef") {
    tokens.next();
    reading.values.push(token.text);
    return { kind: "value", ref: token.text };
  }
  if (token.kind === "name" && isCall(tokens)) return readCall(reading, token);
  if (token.kind === "name" && KEYWORDS.has(token.text.toUpperCase())) tokens.fail();
  return { kind: "path", path: readPath(reading) };
}

function readCall(reading: Reading, token: Token): Operand & { kind: "call" } {
  const { tokens, parameter } = reading;
  const name = token.text;
  const arity = FUNCTIONS[name];
  tokens.next();
  tokens.expect("(");
  const operands = [readOperand(reading)];
  while (tokens.take(",")) operands.push(readOperand(reading));
  tokens.expect(")");
  if (arity === undefined) throw invalid(`Invalid ${parameter}: Invalid function name; function: ${name}`);
  if (operands.length !== arity) {
    throw invalid(
      `Invalid ${parameter}: Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`,
    );
  }
  return { kind: "call", name, operands };
}

function isCall(tokens: TokenReader): boolean {
  const after = tokens.peek(1);
  return after.kind === "symbol" && after.text === "(" && !KEYWORDS.has(tokens.peek().text.toUpperCase());
}

function readName(reading: Reading): string {
  const token = reading.tokens.peek();
  if (token.kind !== "name" && token.kind !== "nameRef") reading.tokens.fail();
  reading.tokens.next();
  reading.names.push(token.text);
  return token.text;
}

function either(reading: Reading, grouped: Set<Condition>): Condition {
  let left = both(reading, grouped);
  while (reading.tokens.take("OR")) left = { kind: "or", left, right: both(reading, grouped) };
  return left;
}

function both(reading: Reading, grouped: Set<Condition>): Condition {
  let left = negation(reading, grouped);
  while (reading.tokens.take("AND")) left = { kind: "and", left, right: negation(reading, grouped) };
  return left;
}

function negation(reading: Reading, grouped: Set<Condition>): Condition {
  if (reading.tokens.take("NOT")) return { kind: "not", inner: negation(reading, grouped) };
  if (reading.tokens.take("(")) {
    const inner = either(reading, grouped);
    reading.tokens.expect(")");
    if (grouped.has(inner)) {
      throw invalid(`Invalid ${reading.parameter}: The expression has redundant parentheses;`);
    }
    grouped.add(inner);
    return inner;
  }
  return simple(reading);
}

function simple(reading: Reading): Condition {
  const { tokens, parameter } = reading;
  const operand = readOperand(reading);
  const token = tokens.peek();
  if (token.kind === "symbol" && COMPARATORS.has(token.text)) {
    tokens.next();
    return {
      kind: "compare",
      operator: token.text as Comparator,
      left: operand,
      right: readOperand(reading),
    };
  }
  if (tokens.take("BETWEEN")) {
    const low = readOperand(reading);
    tokens.expect("AND");
    return { kind: "between", operand, low, high: readOperand(reading) };
  }
  if (tokens.take("IN")) return { kind: "in", operand, choices: readChoices(reading) };
  if (operand.kind !== "call") return tokens.fail();
  if (!(operand.name in CONDITION_FUNCTIONS)) {
    throw invalid(
      `Invalid ${parameter}: The function is not allowed to be used this way in an expression; function: ${operand.name}`,
    );
  }
  return operand;
}

function readChoices(reading: Reading): Operand[] {
  const { tokens, parameter } = reading;
  tokens.expect("(");
  const choices = [readOperand(reading)];
  while (tokens.take(",")) choices.push(readOperand(reading));
  tokens.expect(")");
  if (choices.length > MOST_CHOICES) {
    throw invalid(
      `Invalid ${parameter}: The IN operator is provided with too many operands; number of operands: ${choices.length}`,
    );
  }
  return choices;
}
