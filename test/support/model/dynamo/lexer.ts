import { invalid } from "./refusals.ts";

export type Token = {
  kind: "name" | "nameRef" | "valueRef" | "integer" | "symbol" | "unknown" | "end";
  text: string;
  start: number;
  end: number;
};

/** Walks the tokens of one expression; `fail` throws DynamoDB's syntax error at the token it stands on. */
export type TokenReader = {
  peek(ahead?: number): Token;
  next(): Token;
  /** Takes the token if it is this symbol, or this word in any case. */
  take(text: string): boolean;
  expect(text: string): void;
  fail(): never;
};

/** Longest text of one expression (quotas page, "Expression parameters"). */
const LONGEST = 4096;

const TOKEN =
  /\s*(?:([A-Za-z_][A-Za-z0-9_]*)|(#[A-Za-z0-9_]+)|(:[A-Za-z0-9_]+)|(\d+)|(<>|<=|>=|[()[\],.=<>+-])|(\S))/gy;
const KINDS = ["name", "nameRef", "valueRef", "integer", "symbol", "unknown"] as const;

export function readTokens(parameter: string, text: string): TokenReader {
  if (text.trim() === "") throw invalid(`Invalid ${parameter}: The expression can not be empty;`);
  if (text.length > LONGEST) {
    const size = `expression size: ${text.length}`;
    throw invalid(`Invalid ${parameter}: Expression size has exceeded the maximum allowed size; ${size}`);
  }
  const tokens = tokensOf(text);
  const last = tokens.length - 1;
  let at = 0;
  const peek = (ahead = 0): Token => tokens[Math.min(at + ahead, last)]!;
  const fail = (): never => {
    const token = peek();
    const from = tokens[Math.max(at - 1, 0)]!.start;
    const near = text.slice(from, peek(1).end);
    throw invalid(`Invalid ${parameter}: Syntax error; token: "${token.text}", near: "${near}"`);
  };
  const take = (wanted: string): boolean => {
    const token = peek();
    const same =
      token.kind === "symbol"
        ? token.text === wanted
        : token.kind === "name" && token.text.toUpperCase() === wanted;
    if (same) at++;
    return same;
  };
  return {
    peek,
    fail,
    take,
    next: () => tokens[Math.min(at++, last)]!,
    expect: (wanted) => {
      if (!take(wanted)) fail();
    },
  };
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) {
    const group = match.findIndex((part, index) => index > 0 && part !== undefined);
    const content = match[group]!;
    const end = match.index + match[0].length;
    tokens.push({ kind: KINDS[group - 1]!, text: content, start: end - content.length, end });
  }
  tokens.push({ kind: "end", text: "<EOF>", start: text.length, end: text.length });
  return tokens;
}
