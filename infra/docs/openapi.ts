import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod/mini";
import { createDocument, type ZodOpenApiObject, type ZodOpenApiPathsObject } from "zod-openapi";
import type { Context } from "#shared/context";
import { withNamedSchemas } from "./components.ts";
import { exampled } from "./examples.ts";
import { type Json, sorted, tidy } from "./json.ts";
import { operation } from "./operation.ts";
import { pooled } from "./problem-answers.ts";
import { problemCatalogue } from "./problems.ts";
import { titled } from "./titles.ts";

/**
 * The OpenAPI 3.1 document of all routes, from the manifests alone. Schemas with a title become components of
 * that name. `x-problems` is the catalogue of every `code` that a problem answer can carry.
 */
export function openApi(contexts: readonly Context[]): Json {
  const document = tidy(createDocument(described(contexts), { override: asSent })) as Json;
  const responses = pooled(document["paths"] as Json);
  const named = withNamedSchemas({
    ...document,
    paths: sorted(document["paths"] as Json),
    components: { ...(document["components"] as Json), responses },
  });
  return exampled({ ...named, "x-problems": problemCatalogue(contexts) });
}

const release = JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8")) as {
  version: string;
  description: string;
};

function described(contexts: readonly Context[]): ZodOpenApiObject {
  return {
    openapi: "3.1.0",
    info: {
      title: "Forecourt",
      version: release.version,
      description: `${release.description} Every error of ours is application/problem+json (RFC 9457) with a stable \`code\`.`,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/", description: "Where this document was read." }],
    tags: contexts
      .filter(({ routes }) => Object.keys(routes).length > 0)
      .map(({ name, summary }) => ({ name, description: summary })),
    paths: pathsOf(contexts),
    components: { schemas: { ...titled(contexts), Problem, GatewayMessage }, securitySchemes },
  };
}

function pathsOf(contexts: readonly Context[]): ZodOpenApiPathsObject {
  const paths: Record<string, Record<string, object>> = {};
  for (const context of contexts)
    for (const [key, route] of Object.entries(context.routes)) {
      const [method = "", path = ""] = key.split(" ");
      // OpenAPI has no word for "any method"; the route that answers whatever does not exist is no offer.
      if (method === "ANY") continue;
      paths[path] = { ...paths[path], [method.toLowerCase()]: operation(context, key, route) };
    }
  return paths;
}

const Problem = z
  .looseObject({
    type: z.string().register(z.globalRegistry, {
      description: "Where the problem is explained, relative to this server.",
    }),
    title: z.string(),
    status: z.int(),
    code: z.string().register(z.globalRegistry, { description: "Stable: programs may branch on it." }),
    detail: z
      .string()
      .register(z.globalRegistry, { description: "A sentence for people; its wording may change." }),
    errors: z
      .optional(z.array(z.object({ path: z.string(), message: z.string() })))
      .register(z.globalRegistry, { description: "With `invalid_request`: what is wrong with each field." }),
    retry_after_seconds: z
      .optional(z.int())
      .register(z.globalRegistry, { description: "Also sent as Retry-After." }),
  })
  .register(z.globalRegistry, { title: "Problem", description: "RFC 9457 problem details." });

const GatewayMessage = z.object({ message: z.string() }).register(z.globalRegistry, {
  title: "GatewayMessage",
  description: "What API Gateway itself answers, before any code of ours runs.",
});

const securitySchemes = {
  staffToken: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description:
      "An access token of the staff pool (OIDC). It carries dealer and roles; an operation names the permission it needs.",
  },
  customerToken: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description: "An access token of the customers' pool (OIDC).",
  },
} as const;

/** Answers may grow fields at any time, so no answer forbids further ones; whole numbers in a query are numbers. */
const asSent: NonNullable<Parameters<typeof createDocument>[1]>["override"] = ({
  jsonSchema,
  zodSchema,
  io,
}) => {
  if (io === "output" && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
  if (
    io !== "input" ||
    !(zodSchema instanceof z.ZodMiniPipe) ||
    !(zodSchema.def.out instanceof z.ZodMiniNumber)
  )
    return;
  const { minimum, maximum } = z.toJSONSchema(zodSchema.def.out);
  for (const name of Object.keys(jsonSchema)) Reflect.deleteProperty(jsonSchema, name);
  Object.assign(jsonSchema, { type: "integer", minimum, maximum });
};
