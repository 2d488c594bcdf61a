import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Cognito } from "./model/cognito.ts";

let current: Cognito | undefined;
let address: Promise<string> | undefined;

/** Serves the pools' public keys on 127.0.0.1, where our own verification fetches them. One server a process. */
export function keyServer(cognito: Cognito): Promise<string> {
  current = cognito;
  address ??= new Promise((resolve) => {
    const server = createServer((request, response) => {
      const pool = request.url?.split("/")[1] ?? "";
      response.setHeader("content-type", "application/json").end(JSON.stringify(current?.jwks(pool)));
    });
    server.listen(0, "127.0.0.1", () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    );
    server.unref();
  });
  return address;
}
