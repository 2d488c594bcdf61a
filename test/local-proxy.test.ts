import { createServer, request, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { freePort } from "#local/free-port";
import { type Proxy, startProxy } from "#local/proxy";

let server: Server | undefined;
let proxy: Proxy | undefined;

afterEach(async () => {
  await proxy?.close();
  server?.closeAllConnections();
  server?.close();
});

test("a request arrives under the target's path, its repeated headers kept, with one header more", async () => {
  const seen: { url?: string; headers: string[] } = { headers: [] };
  const origin = await proxied((incoming, outgoing) => {
    Object.assign(seen, { url: incoming.url, headers: incoming.rawHeaders });
    outgoing.end();
  });
  await answerOf(origin, "/v1/things?a=1&a=2%20b", [
    "accept",
    "a/b",
    "x-twice",
    "1",
    "x-twice",
    "2",
    "host",
    "forecourt.example",
  ]);
  expect(seen.url).toBe("/under/v1/things?a=1&a=2%20b");
  expect(pairs(seen.headers)).toEqual([
    ["accept", "a/b"],
    ["x-twice", "1"],
    ["x-twice", "2"],
    ["host", "forecourt.example"],
    ["x-forwarded-for", "127.0.0.1"],
    ["connection", "keep-alive"],
  ]);
});

test("an answer keeps its status, its repeated headers and its bytes", async () => {
  const bytes = Buffer.from([0, 255, 10, 13, 128]);
  const origin = await proxied((_, outgoing) => {
    outgoing.writeHead(418, ["set-cookie", "a=1", "set-cookie", "b=2", "etag", '"7"']).end(bytes);
  });
  const answer = await answerOf(origin, "/");
  expect(answer.statusCode).toBe(418);
  expect(answer.headers["set-cookie"]).toEqual(["a=1", "b=2"]);
  expect(answer.headers.etag).toBe('"7"');
  expect(Buffer.concat(await answer.toArray())).toEqual(bytes);
});

test("who hangs up before the answer does not end the proxy, and the next one is answered", async () => {
  let answerLate = (): void => undefined;
  const asked = new Promise<void>((resolve) => {
    answerLate = resolve;
  });
  const called = { times: 0 };
  const origin = await proxied((_, outgoing) => {
    called.times += 1;
    if (called.times > 1) outgoing.end("second");
    else void asked.then(() => outgoing.end("first"));
  });
  const hangUp = new AbortController();
  const first = fetch(origin, { signal: hangUp.signal });
  while (called.times === 0) await new Promise((resolve) => setImmediate(resolve));
  hangUp.abort();
  await expect(first).rejects.toThrow("aborted");
  answerLate();
  expect(await (await fetch(origin)).text()).toBe("second");
});

test("an answer's first part arrives before its last is sent", async () => {
  let finish = (): void => undefined;
  const origin = await proxied((_, outgoing) => {
    outgoing.write("first");
    finish = () => void outgoing.end("last");
  });
  const parts: string[] = [];
  for await (const part of await answerOf(origin, "/")) {
    parts.push(String(part));
    finish();
  }
  expect(parts).toEqual(["first", "last"]);
});

test("an engine that does not answer is told as a 502 problem", async () => {
  proxy = await startProxy(`http://127.0.0.1:${await freePort()}`);
  const answer = await fetch(proxy.url);
  expect(answer.status).toBe(502);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
});

async function proxied(listener: RequestListener): Promise<string> {
  const listening = createServer(listener);
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  proxy = await startProxy(`http://127.0.0.1:${(listening.address() as AddressInfo).port}/under`);
  return proxy.url;
}

function answerOf(origin: string, path: string, headers: string[] = []): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = request(origin + path, headers.length > 0 ? { headers } : {});
    asked.once("response", resolve);
    asked.once("error", reject);
    asked.end();
  });
}

function pairs(raw: string[]): string[][] {
  return raw.flatMap((name, index) => (index % 2 === 0 ? [[name.toLowerCase(), raw[index + 1] ?? ""]] : []));
}
