import { randomUUID } from "node:crypto";

/** What the platform answered; `body` is undefined where there is none. */
export type Answer<Body = unknown> = { status: number; headers: Headers; body: Body };

export type Sent = { body?: unknown; headers?: Record<string, string> };

/** Calls the API as one caller. A POST carries a fresh Idempotency-Key unless it brings one. */
export type Caller = {
  /** Whatever the answer is. */
  ask(method: string, path: string, sent?: Sent): Promise<Answer>;
  /** The answer's body. @throws CallRefused for anything but success. */
  get<Body>(path: string): Promise<Body>;
  post<Body>(path: string, body?: unknown): Promise<Body>;
};

/** A call that was not carried out, with what the platform said of it. */
export class CallRefused extends Error {
  readonly answer: Answer;
  constructor(call: string, answer: Answer) {
    super(`${call} was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    this.answer = answer;
  }
}

/**
 * A caller of the API at `api`. A call that is told to wait (429, 503 with Retry-After), or that another writer
 * overtook (409 `conflict`: nothing was written), is made again.
 *
 * @param token answers the access token, anew for each call; absent for a visitor.
 */
export function callerOf(api: string, token?: () => Promise<string>): Caller {
  const ask = async (method: string, path: string, sent: Sent = {}): Promise<Answer> => {
    const headers = {
      ...(sent.body === undefined ? {} : { "content-type": "application/json" }),
      ...(method === "POST" ? { "idempotency-key": randomUUID() } : {}),
      ...(token ? { authorization: `Bearer ${await token()}` } : {}),
      ...sent.headers,
    };
    const body = sent.body === undefined ? undefined : textOf(sent.body);
    return patiently(() => fetch(api + path, { method, headers, body }));
  };
  const succeed = async (method: string, path: string, sent?: Sent): Promise<unknown> => {
    const answer = await ask(method, path, sent);
    if (answer.status >= 300) throw new CallRefused(`${method} ${path}`, answer);
    return answer.body;
  };
  return {
    ask,
    get: <Body>(path: string) => succeed("GET", path) as Promise<Body>,
    post: <Body>(path: string, body?: unknown) => succeed("POST", path, { body }) as Promise<Body>,
  };
}

function textOf(body: unknown): string {
  return typeof body === "string" ? body : JSON.stringify(body);
}

const mostTries = 10;

async function patiently(call: () => Promise<Response>): Promise<Answer> {
  for (let tried = 1; ; tried += 1) {
    const response = await call();
    const { status, headers } = response;
    const body = bodyOf(await response.text());
    const wait = Number(headers.get("retry-after"));
    const overtaken = status === 409 && (body as { code?: string }).code === "conflict";
    if ((!(wait > 0) && !overtaken) || tried === mostTries) return { status, headers, body };
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait * 1000));
  }
}

function bodyOf(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** Does it for each, at most `limit` at the same time; the answers are in the order of the items. */
export async function each<Item, Result>(
  items: readonly Item[],
  limit: number,
  run: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const index = next;
      next += 1;
      results[index] = await run(items[index] as Item, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}
