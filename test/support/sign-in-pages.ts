import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { now } from "#shared/time";
import type { Forecourt } from "./forecourt.ts";

export type SignInPages = Awaited<ReturnType<typeof signInPages>>;
type Granted = { person: string; redirect: string; challenge: string };
/** How the token endpoint behaves: as it should, as one that fails, as one that never answers, or with another pool's tokens. */
type Mood = "well" | "failing" | "silent" | "foreign" | "babbling";

/**
 * An issuer's sign-in pages on 127.0.0.1, by code and PKCE as RFC 6749 and 7636 want it: a code is good once, for the
 * client, address and challenge it was given for. Its tokens are signed with the customers' pool's own key. People
 * are whoever the test says: who they are is the pages' business, here `as` says it.
 */
export async function signInPages(world: Forecourt) {
  const codes = new Map<string, Granted>();
  const refreshable = new Map<string, string>();
  let mood: Mood = "well";
  const server = createServer((request, response) => {
    void formOf(request).then((form) => route(request, form, response));
  });

  function route(request: IncomingMessage, form: URLSearchParams, response: ServerResponse): void {
    if (mood === "silent") return;
    if (mood === "failing") return void response.writeHead(500).end("<h1>Sorry</h1>");
    if (mood === "babbling") return void response.writeHead(200).end("<h1>Hello</h1>");
    if (request.url === "/oauth2/revoke") {
      refreshable.delete(form.get("token") ?? "");
      return void response.writeHead(200).end();
    }
    const person = request.url === "/oauth2/token" ? granted(form) : undefined;
    if (person === undefined) return answer(response, 400, { error: "invalid_grant" });
    const refresh = randomUUID();
    refreshable.set(refresh, person);
    const renewed = form.get("grant_type") === "refresh_token";
    answer(response, 200, {
      access_token:
        mood === "foreign"
          ? world.tokens.staffToken("london-cars", ["owner"])
          : world.tokens.customerToken(person),
      ...(renewed ? {} : { refresh_token: refresh }),
      expires_in: 3600,
      token_type: "Bearer",
    });
  }

  function granted(form: URLSearchParams): string | undefined {
    if (form.get("client_id") !== world.pools.customers.clientId) return undefined;
    if (form.get("grant_type") === "refresh_token") return refreshable.get(form.get("refresh_token") ?? "");
    const code = form.get("code") ?? "";
    const given = codes.get(code);
    codes.delete(code);
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    const good = given?.redirect === form.get("redirect_uri") && given?.challenge === challenge;
    return good && form.get("grant_type") === "authorization_code" ? given?.person : undefined;
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    is(next: Mood): void {
      mood = next;
    },
    /** A person types their password on the pages; answers where they are sent back to. */
    signsIn(sentTo: string, person: string): string {
      const asked = new URL(sentTo);
      const { client_id, redirect_uri = "", state = "", ...rest } = Object.fromEntries(asked.searchParams);
      if (client_id !== world.pools.customers.clientId) throw new Error(`no such client: ${client_id}`);
      const { response_type, code_challenge: challenge = "", code_challenge_method: method } = rest;
      if (response_type !== "code" || method !== "S256")
        throw new Error(`not code and PKCE: ${asked.search}`);
      const code = `${randomUUID()}.${now()}`;
      codes.set(code, { person, redirect: redirect_uri, challenge });
      return `${redirect_uri}?${new URLSearchParams({ code, state })}`;
    },
    /** Signs a person out everywhere. */
    forgets: () => refreshable.clear(),
    sessions: () => refreshable.size,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return new URLSearchParams(Buffer.concat(chunks).toString("utf8"));
}
