import { customer, type Route } from "#shared/http";
import { type Json, sorted } from "./json.ts";

/** What the gateway answers by itself, and why. */
const gateway: Readonly<Record<number, string>> = {
  401: "API Gateway's own, for a token it does not accept",
  413: "API Gateway's own, above 10 MB",
  429: "API Gateway's own, above the rate of the whole platform",
  500: "API Gateway's own",
  503: "API Gateway's own, when an answer takes too long",
};

/** The refusals of a route by status: those it declares, and those the request stack gives every route like it. */
export function problemAnswers(key: string, route: Route): Record<string, object> {
  const byStatus = new Map<number, Set<string>>();
  for (const refusal of [...stackRefusals(key, route), ...route.refuses]) {
    const [status = "", code = ""] = refusal.split(" ");
    byStatus.set(Number(status), (byStatus.get(Number(status)) ?? new Set()).add(code));
  }
  for (const status of [429, 500, 503]) byStatus.set(status, byStatus.get(status) ?? new Set());
  const answers = [...byStatus].sort(([a], [b]) => a - b);
  return Object.fromEntries(
    answers.map(([status, codes]) => [`${status}`, answer(status, [...codes].sort(), isLocked(route))]),
  );
}

/**
 * Equal problem answers are written once, under their status and codes, and referred to.
 *
 * @param paths of the finished document; its answers are replaced by references in place.
 */
export function pooled(paths: Json): Json {
  const pool: Record<string, unknown> = {};
  for (const operations of Object.values(paths) as Record<string, { responses: Record<string, Json> }>[])
    for (const { responses } of Object.values(operations))
      for (const [status, given] of Object.entries(responses)) {
        if (Number(status) < 400) continue;
        const codes = given["x-codes"] as string[];
        const own = (given["content"] as Json)["application/json"] ? ["gateway"] : [];
        const name = [status, ...codes, ...own].join(".");
        pool[name] = given;
        responses[status] = { $ref: `#/components/responses/${name}` };
      }
  return sorted(pool);
}

function answer(status: number, codes: string[], locked: boolean): object {
  const own = status === 401 && !locked ? undefined : gateway[status];
  const ours = codes.map((code) => `\`${code}\``).join(", ");
  return {
    description: [ours, own].filter(Boolean).join("; or ") || "Refused",
    ...(status === 429 || status === 503
      ? { headers: { "Retry-After": { description: "Seconds to wait.", schema: { type: "integer" } } } }
      : {}),
    content: {
      ...(codes.length > 0
        ? { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } }
        : {}),
      ...(own ? { "application/json": { schema: { $ref: "#/components/schemas/GatewayMessage" } } } : {}),
    },
    "x-codes": codes,
  };
}

/** The gateway checks the tokens of single-pool routes before we do. */
function isLocked({ who }: Route): boolean {
  return who === customer || who.includes(":");
}

function stackRefusals(key: string, route: Route): string[] {
  const [method = "", path = ""] = key.split(" ");
  return [
    "400 invalid_request",
    "403 origin_refused",
    "500 internal_error",
    ...(path.includes("{") ? ["404 not_found"] : []),
    ...(route.query && "cursor" in route.query.shape ? ["400 cursor_invalid"] : []),
    ...(route.body ? ["400 json_invalid", "415 content_type_unsupported"] : []),
    ...(method === "GET" ? [] : ["413 body_too_large", "503 busy"]),
    ...callerRefusals(method, route),
    ...headerRefusals(method, route),
  ];
}

function callerRefusals(method: string, { who, fresh }: Route): string[] {
  const staff = who.includes(":");
  return [
    ...(staff || who === "customer" || who === "member" ? ["401 token_invalid"] : []),
    ...(staff ? ["403 membership_missing", "403 permission_missing"] : []),
    ...(fresh ? ["403 membership_ended"] : []),
    ...(method !== "GET" && who !== "provider" ? ["403 dealer_frozen"] : []),
  ];
}

function headerRefusals(method: string, { idempotency }: Route): string[] {
  if (["PATCH", "PUT", "DELETE"].includes(method))
    return ["409 conflict", "412 version_stale", "428 if_match_missing"];
  if (method !== "POST" || idempotency === "none") return [];
  const key = ["400 idempotency_key_invalid", "409 conflict", "422 idempotency_key_reused"];
  return idempotency === "required" ? [...key, "400 idempotency_key_missing"] : key;
}
