import { randomUUID } from "node:crypto";
import { AwsError } from "./aws-error.ts";
import type { Answering } from "./operations.ts";
import { decodeS3, isS3, type S3Request, s3Refusal, s3Response } from "./s3-wire.ts";

export type Service = "dynamodb" | "events" | "sqs" | "ses" | "cognito" | "secrets" | "s3";
export type Services = Partial<Record<Service, Answering>>;
export type Call = { service: Service; operation: string; input: Record<string, unknown> };

/**
 * Runs before a call is applied: what it throws, the client gets instead (an `AwsError` in wire form, anything else as
 * a broken connection). A function that it returns runs after the call was applied, and may throw in the same way.
 */
export type Intercept = (call: Call) => void | AfterCall | Promise<void | AfterCall>;
export type AfterCall = (output: unknown) => void | Promise<void>;

/**
 * Answers the SDK's own HTTP requests from models, so that tests run the real clients: protocol, retries, errors.
 * `calls` holds every attempt, refused ones too; `reset()` forgets the calls and the intercept. An error of the model
 * itself is thrown as it is, so that a test shows the fault and no retry hides it.
 *
 * @example const client = new SQSClient({ region, credentials, requestHandler: modelHandler({ sqs: queues }) });
 */
export function modelHandler(services: Services, options: { intercept?: Intercept } = {}) {
  const calls: Call[] = [];
  const handler = {
    calls,
    intercept: options.intercept,
    metadata: { handlerProtocol: "http/1.1" },
    async handle(request: WireRequest): Promise<{ response: WireResponse }> {
      try {
        const call = decode(request);
        calls.push(call);
        const json = await answer(services, call, handler.intercept);
        if (call.service !== "s3") return { response: response(200, json) };
        return { response: s3Response(call.operation, JSON.parse(json) as Record<string, unknown>) };
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        return { response: isS3(request) ? s3Refusal(error) : refusal(error) };
      }
    },
    reset() {
      calls.length = 0;
      handler.intercept = options.intercept;
    },
    destroy() {},
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  };
  return handler;
}

export type ModelHandler = ReturnType<typeof modelHandler>;

type WireRequest = S3Request & { readonly headers: Record<string, string> };
type WireResponse = Pick<ReturnType<typeof s3Response>, "statusCode" | "headers" | "body">;

/** The answer as JSON. Both ways it is copied at once: a model may go on to change what it was given or gave. */
async function answer(services: Services, call: Call, intercept: Intercept | undefined): Promise<string> {
  const service = services[call.service];
  if (!service) throw new Error(`This test has no model of ${call.service} (asked for ${call.operation}).`);
  const after = await intercept?.(call);
  const output = service.call(call.operation, structuredClone(call.input));
  const json = JSON.stringify((output instanceof Promise ? await output : output) ?? {});
  await after?.(JSON.parse(json));
  return json;
}

/** The services that speak JSON over RPC, by the prefix of their `x-amz-target`. */
const targets: Record<string, Service> = {
  DynamoDB_20120810: "dynamodb",
  DynamoDBStreams_20120810: "dynamodb",
  AWSEvents: "events",
  AmazonSQS: "sqs",
  AWSCognitoIdentityProviderService: "cognito",
  secretsmanager: "secrets",
};

function decode(request: WireRequest): Call {
  if (isS3(request)) return { service: "s3", ...decodeS3(request) };
  const input = JSON.parse(text(request.body) || "{}") as Record<string, unknown>;
  const [target = "", operation = ""] = header(request, "x-amz-target").split(".");
  const service = targets[target];
  if (service) return { service, operation, input };
  if (request.method === "POST" && request.path === "/v2/email/outbound-emails")
    return { service: "ses", operation: "SendEmail", input };
  throw new AwsError(
    "UnknownOperationException",
    `No model speaks ${request.method} ${request.path} ${target}.`,
    { status: 404 },
  );
}

function header(request: WireRequest, name: string): string {
  const found = Object.entries(request.headers).find(([key]) => key.toLowerCase() === name);
  return found?.[1] ?? "";
}

function text(body: unknown): string {
  if (body === undefined || body === null) return "";
  if (typeof body === "string") return body;
  if (body instanceof Uint8Array)
    return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8");
  throw new TypeError("The model reads no streamed request bodies.");
}

function response(statusCode: number, json: string, headers: Record<string, string> = {}): WireResponse {
  const body = Buffer.from(json);
  const always = { "content-type": "application/json", "x-amzn-requestid": randomUUID() };
  return { statusCode, headers: { ...always, ...headers }, body };
}

function refusal({ name, message, status, body }: AwsError): WireResponse {
  return response(status, JSON.stringify({ __type: name, message, ...body }), { "x-amzn-errortype": name });
}
