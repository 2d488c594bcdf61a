import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

type Told = { status: number; type: string; text: string };

/** A way for an answer, or for what is let through, to be wrong; and the one path that is asked to see it. */
export type Spoiling = {
  readonly name: string;
  readonly path: string;
  readonly token?: true;
  readonly answer: (told: Told) => Told;
};

const dealer = "/v1/dealers/{dealer}";

export const spoilings: readonly Spoiling[] = [
  { name: "a server error", path: dealer, answer: (told) => ({ ...told, status: 500 }) },
  { name: "a status that no document declares", path: dealer, answer: (told) => ({ ...told, status: 418 }) },
  {
    name: "an answer that lacks what is declared",
    path: dealer,
    answer: (told) => ({ ...told, text: told.text.replaceAll('"name"', '"called"') }),
  },
  { name: "a route that opens without a token", path: "/v1/orders", token: true, answer: (told) => told },
];

export type Spoilt = { readonly url: string; readonly close: () => void };

/** A server before the API on a free port of 127.0.0.1 that passes everything on and spoils what comes back. */
export async function spoil(api: string, { answer, token }: Spoiling, bearer: string): Promise<Spoilt> {
  const server = createServer((incoming, outgoing) => {
    passedOn(api, incoming, token ? bearer : undefined)
      .then(answer)
      .then(
        ({ status, type, text }) => outgoing.writeHead(status, { "content-type": type }).end(text),
        () => outgoing.destroy(),
      );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

async function passedOn(api: string, incoming: IncomingMessage, bearer: string | undefined): Promise<Told> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const authorization = bearer ? `Bearer ${bearer}` : incoming.headers["authorization"];
  const type = incoming.headers["content-type"];
  const answer = await fetch(`${api}${incoming.url}`, {
    method: incoming.method ?? "GET",
    headers: { ...(authorization ? { authorization } : {}), ...(type ? { "content-type": type } : {}) },
    ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
  });
  return {
    status: answer.status,
    type: answer.headers.get("content-type") ?? "text/plain",
    text: await answer.text(),
  };
}
