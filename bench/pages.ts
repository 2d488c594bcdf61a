import { brotliDecompressSync } from "node:zlib";
import { storefront } from "#functions/storefront/context";
import { access } from "#functions/identity/access";
import type { Event } from "#shared/serve";
import { servePages } from "#shared/pages";
import { showroom } from "#test/support/showroom";
import { cpuOf, figure } from "./measuring.ts";
import { loadPages } from "./page-loader.ts";
import { pageCode, pageStart } from "./page-code.ts";

const turns = 60;

/**
 * A list and a car in the Lambda handler, compressed as a browser asks for it: CPU with the routes it asks and without
 * the model of AWS in this process, bytes with everything but pictures. The code's peer is the same start without pages.
 */
export async function pages() {
  loadPages();
  const room = await showroom({ cars: 24 });
  try {
    const site = await servePages(storefront, access);
    const open = (path: string) => site(eventOf(path));
    const base = `/en/${room.london}`;
    const car = room.stocked.get(room.london)?.[0]?.vehicle ?? "";
    const measured = [];
    for (const [page, path] of [
      ["list", `${base}/cars`],
      ["vehicle", `${base}/cars/${car}`],
    ] as const) {
      // The first in a process reads what is kept: snapshot, settings.
      await open(path);
      room.world.aws.reset();
      const answer = await open(path);
      const calls = room.world.aws.calls.length;
      const compressed = Buffer.from(answer.body ?? "", "base64");
      const html = brotliDecompressSync(compressed).toString();
      let transferred = compressed.length;
      for (const [, file = ""] of html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g))
        transferred += bytesOf(await open(file));
      measured.push({
        page,
        calls,
        html_bytes: Buffer.byteLength(html),
        transferred_bytes: compressed.length,
        transferred_bytes_with_files: transferred,
        cpu_ms: figure(await cpuOf(turns, () => open(path))),
      });
    }
    const { at_import: atImport, with_page: withPage } = await pageCode();
    return {
      name: "pages",
      peer: "the same start of the function without its pages",
      pages: measured,
      code_bytes_at_import: atImport,
      code_bytes_with_largest_page: Math.max(...Object.values(withPage)),
      ...(await pageStart()),
    };
  } finally {
    room.close();
  }
}

function bytesOf({ body = "", isBase64Encoded }: { body?: string; isBase64Encoded?: boolean }): number {
  return Buffer.from(body, isBase64Encoded ? "base64" : "utf8").length;
}

function eventOf(path: string): Event {
  const http = { method: "GET", path, protocol: "HTTP/1.1", sourceIp: "203.0.113.7", userAgent: "bench" };
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: path,
    rawQueryString: "",
    headers: { host: "cars.example", "accept-encoding": "br" },
    requestContext: { requestId: "bench", http },
    isBase64Encoded: false,
  } as unknown as Event;
}
