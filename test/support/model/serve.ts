import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { parseArgs } from "node:util";
import { crc32 } from "node:zlib";
import { AwsError } from "./aws-error.ts";
import type { Dynamo } from "./dynamo.ts";
import { createDynamo } from "./dynamo.ts";

/**
 * Serves a model's table and streams on 127.0.0.1 over DynamoDB's own protocol; port 0 takes a free one.
 *
 * @example const served = await serveDynamo(createDynamo(), 0); // … served.url … await served.close()
 */
export async function serveDynamo(
  dynamo: Dynamo,
  port: number,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    respond(dynamo, request, response).catch((error: unknown) => {
      console.error(error);
      response.destroy();
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function respond(dynamo: Dynamo, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { status, body } = answer(dynamo, String(request.headers["x-amz-target"]), Buffer.concat(chunks));
  const text = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    "content-type": "application/x-amz-json-1.0",
    "content-length": text.length,
    "x-amzn-requestid": randomUUID(),
    "x-amz-crc32": crc32(text),
  });
  response.end(text);
}

function answer(
  dynamo: Dynamo,
  target: string,
  body: Buffer,
): { status: number; body: Record<string, unknown> } {
  const [service = "", operation = ""] = target.split(".");
  try {
    return { status: 200, body: dynamo.call(operation, parsed(body)) };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const prefix = FRAMEWORK.has(error.name) ? "com.amazon.coral.validate" : namespaceOf(service);
    return {
      status: error.status,
      body: { __type: `${prefix}#${error.name}`, message: error.message, ...error.body },
    };
  }
}

/** Errors that the service's framework raises before the service itself. */
const FRAMEWORK = new Set(["ValidationException", "UnknownOperationException", "SerializationException"]);

function namespaceOf(service: string): string {
  return `com.amazonaws.${service.startsWith("DynamoDBStreams") ? "dynamodbstreams" : "dynamodb"}.v20120810`;
}

function parsed(body: Buffer): Record<string, unknown> {
  try {
    return JSON.parse(body.toString() || "{}") as Record<string, unknown>;
  } catch (cause) {
    throw new AwsError("SerializationException", `Request body is not JSON: ${String(cause)}`);
  }
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { port: { type: "string", default: "0" } } });
  const { url } = await serveDynamo(createDynamo(), Number(values.port));
  console.log(url);
}
