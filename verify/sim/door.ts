import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Forecourt } from "#test/support/forecourt";
import { dead, mortal } from "./faults.ts";
import type { Temper } from "./tempers.ts";

let current: Forecourt | undefined;
let address: string | undefined;
let hearing = false;
let temper: Temper | undefined;

/**
 * Puts a gateway before a world, over HTTP on 127.0.0.1: the payment provider and the platform speak with each other
 * through it. Unless it hears notices, it answers them with 503, so that a guarantee delivers them when and as often as
 * it wants.
 */
export async function openDoor(
  world: Forecourt,
  options: { hears?: boolean; temper?: Temper } = {},
): Promise<void> {
  current = world;
  hearing = options.hears ?? false;
  temper = options.temper;
  address ??= await listen();
  process.env["API_ENDPOINT"] = address;
}

async function listen(): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      );
      answer(request.method ?? "", request.url ?? "", headers, Buffer.concat(chunks).toString("utf8")).then(
        ({ status, text }) => response.writeHead(status, { connection: "close" }).end(text),
        () => response.destroy(),
      );
    });
  });
  server.listen(0, "127.0.0.1").unref();
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function answer(method: string, url: string, headers: Record<string, string>, body: string) {
  const visitor = current?.visitor;
  if (!visitor || (!hearing && url.includes("/payment-notices/"))) return { status: 503, text: "" };
  const mood = url.includes("/sandbox/") ? temper?.(method, url) : undefined;
  if (mood === "refuses") return { status: 503, text: "" };
  const reply = await mortal(() =>
    method === "GET" ? visitor.get(url, headers) : visitor.post(url, body, headers),
  );
  if (reply === dead || mood === "cut") throw new Error("No answer comes any more.");
  return reply;
}
