import * as z from "zod/mini";
import type { ZodOpenApiOperationObject } from "zod-openapi";
import type { Context } from "#shared/context";
import type { Route } from "#shared/http";
import { problemAnswers } from "./problem-answers.ts";

/** One route as OpenAPI says it. */
export function operation(context: Context, key: string, route: Route): ZodOpenApiOperationObject {
  const [method = "", path = ""] = key.split(" ");
  return {
    operationId: operationId(method, path),
    tags: [context.name],
    summary: route.summary,
    ...security(route.who),
    ...(context.stages ? { "x-stages": [...context.stages] } : {}),
    ...(context.module ? { "x-module": context.module } : {}),
    requestParams: {
      ...(path.includes("{") ? { path: pathOf(path) } : {}),
      ...(route.query ? { query: route.query } : {}),
      ...headersOf(method, route),
    },
    ...bodyOf(route),
    responses: { [`${route.reply.status}`]: success(method, route), ...problemAnswers(key, route) },
  } as ZodOpenApiOperationObject;
}

/** @example operationId("GET", "/v1/dealers/{dealer}/stores") // "getDealersByDealerStores" */
function operationId(method: string, path: string): string {
  const words = path
    .replace(/^\/v1\//, "")
    .split(/[/.-]/)
    .map((word) => word.replace(/^\{(\w+)\}$/, "by-$1"))
    .flatMap((word) => word.split("-"))
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return method.toLowerCase() + words.join("");
}

function security(who: Route["who"]): object {
  if (who === "anyone") return { security: [] };
  if (who === "provider") return { security: [], "x-signed": true };
  if (who === "customer") return { security: [{ customerToken: [] }] };
  if (who === "member") return { security: [{ customerToken: [] }, { staffToken: [] }] };
  return { security: [{ staffToken: [who] }] };
}

function pathOf(path: string): z.ZodMiniObject {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  return z.object(
    Object.fromEntries(
      names.map((name) => [
        name,
        z
          .string()
          .check(
            z.regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$/),
            z.meta({ description: `Identifier of the ${name.replaceAll("_", " ")}.` }),
          ),
      ]),
    ),
  );
}

function headersOf(method: string, route: Route): object {
  if (["PATCH", "PUT", "DELETE"].includes(method)) return { header: z.object({ "If-Match": IfMatch }) };
  if (method !== "POST" || route.idempotency === "none") return {};
  const required = route.idempotency === "required";
  return { header: z.object({ "Idempotency-Key": required ? Key : z.optional(Key) }) };
}

const IfMatch = z.string().check(
  z.regex(/^"\d{1,15}"$/),
  z.meta({
    description: "The ETag that was last read: a change made meanwhile is not overwritten.",
    examples: ['"1"'],
  }),
);
const Key = z.string().check(
  z.regex(/^[\x21-\x7e]{1,255}$/),
  z.meta({
    description:
      "New for each request, kept when it is tried again: the second try answers as the first did, for 24 hours.",
    examples: ["8e03978e-40d5-43e8-bc93-6894a57f9324"],
  }),
);

function bodyOf(route: Route): object {
  if (route.who === "provider")
    return {
      requestBody: {
        required: true,
        description: "As the provider signs it.",
        content: { "application/json": { schema: { type: "object" } } },
      },
    };
  if (!route.body) return {};
  return { requestBody: { required: true, content: { "application/json": { schema: route.body } } } };
}

function success(method: string, route: Route): object {
  const { schema, type, status } = route.reply;
  const versioned = schema instanceof z.ZodMiniObject && "version" in schema.shape;
  const headers = {
    ...(versioned ? { ETag: header("The version of the record, for If-Match and If-None-Match.") } : {}),
    ...(method === "POST" && route.idempotency !== "none"
      ? { "Idempotency-Replayed": header("`true` where this is the answer of an earlier try.") }
      : {}),
  };
  return {
    description: statusWords[status],
    ...(Object.keys(headers).length > 0 ? { headers } : {}),
    ...(schema ? { content: { [type]: { schema } } } : {}),
    ...(!schema && type !== "application/json"
      ? { content: { [type]: { schema: { type: type.includes("json") ? "object" : "string" } } } }
      : {}),
  };
}

const statusWords = { 200: "OK", 201: "Created", 202: "Accepted", 204: "Done; there is nothing to say" };

function header(description: string): object {
  return { description, schema: { type: "string" } };
}
