import http from "node:http";
import { syncBuiltinESMExports } from "node:module";

/*
 * Loaded into every function of the engine that enforces roles. Queues and buckets refuse what does not come by TLS, and
 * so does this engine, which speaks plain HTTP here: each call says that its TLS ended on the way, as a load balancer's
 * would.
 */

const genuine = http.request;
http.request = ((...asked: Parameters<typeof http.request>) => {
  const request = genuine(...asked);
  // Who sends headers as they came has sent them already.
  if (!request.headersSent) request.setHeader("x-forwarded-proto", "https");
  return request;
}) as typeof http.request;
syncBuiltinESMExports();
