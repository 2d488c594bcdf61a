import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream";

/** What people open: the API under an origin of its own, so that pages and API share one. */
export type Proxy = { url: string; port: number; forwardTo(target: string): void; close(): Promise<void> };

/**
 * Forwards every request on a free port of 127.0.0.1 to `target` + its path, bodies streamed both ways, status and
 * headers as they are, repeated ones included. It adds `x-forwarded-for` and nothing else. The target may come
 * later than the address, which functions must know before the API they are deployed behind has one.
 */
export async function startProxy(target = ""): Promise<Proxy> {
  const agent = new Agent({ keepAlive: true });
  let onward = target;
  const server = createServer((incoming, outgoing) => {
    if (onward === "") refuse(outgoing, new Error("Nothing is deployed yet."));
    else forward(agent, onward, incoming, outgoing);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
      agent.destroy();
    });
  const forwardTo = (next: string): void => void (onward = next);
  return { url: `http://127.0.0.1:${port}`, port, forwardTo, close };
}

function forward(agent: Agent, target: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const onward = request(target + (incoming.url ?? "/"), {
    agent,
    method: incoming.method,
    headers: endToEnd([...incoming.rawHeaders, "x-forwarded-for", incoming.socket.remoteAddress ?? ""]),
  });
  // Who hangs up early is not answered, and their call ends with them.
  outgoing.once("close", () => void (outgoing.writableFinished || onward.destroy()));
  onward.once("response", (answer) => {
    if (outgoing.destroyed) {
      answer.destroy();
      return;
    }
    outgoing.writeHead(answer.statusCode ?? 502, answer.statusMessage, endToEnd(answer.rawHeaders));
    pipeline(answer, outgoing, (broken) => broken && outgoing.destroy());
  });
  pipeline(incoming, onward, (broken) => broken && refuse(outgoing, broken));
}

function refuse(outgoing: ServerResponse, cause: Error): void {
  if (outgoing.headersSent || outgoing.destroyed) {
    outgoing.destroy();
    return;
  }
  const problem = {
    type: "about:blank",
    title: "The local engine does not answer.",
    status: 502,
    detail: cause.message,
  };
  outgoing.writeHead(502, { "content-type": "application/problem+json" }).end(JSON.stringify(problem));
}

/** RFC 9110 7.6.1: these concern one connection only. Transfer-Encoding stays: Node reads it as "send it chunked". */
const hopByHop = new Set(["connection", "keep-alive", "proxy-connection", "upgrade", "te", "trailer"]);

function endToEnd(rawHeaders: string[]): string[] {
  return rawHeaders.filter(
    (_, index) => !hopByHop.has((rawHeaders[index - (index % 2)] ?? "").toLowerCase()),
  );
}
