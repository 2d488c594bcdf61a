import { Readable } from "node:stream";
import type { AwsError } from "./aws-error.ts";

/** S3 speaks neither JSON nor names its operations: they are read from method, address and query. */
export type S3Request = {
  readonly method: string;
  readonly hostname?: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly body?: unknown;
};
type S3Call = { operation: string; input: Record<string, unknown> };
type S3Response = { statusCode: number; headers: Record<string, string>; body: Uint8Array | Readable };

const host = /^(?:(?<bucket>.+)\.)?s3\.[a-z0-9-]+\.amazonaws\.com$/u;

export function isS3({ hostname = "" }: S3Request): boolean {
  return host.test(hostname);
}

/** @throws Error for anything but whole objects, lists of keys and lists of buckets. */
export function decodeS3({ method, hostname = "", path, query = {}, body }: S3Request): S3Call {
  const Bucket = host.exec(hostname)?.groups?.["bucket"];
  const Key = decodeURIComponent(path.slice(1));
  const text = (name: string): string | undefined => query[name]?.toString();
  if (method === "PUT" && Bucket && Key) {
    if (!(body instanceof Uint8Array)) throw new TypeError("The model stores bytes, and no streams.");
    return { operation: "PutObject", input: { Bucket, Key, Body: Buffer.from(body).toString("base64") } };
  }
  if (method === "GET" && Bucket && Key) return { operation: "GetObject", input: { Bucket, Key } };
  if (method === "GET" && Bucket && text("list-type") === "2") {
    const [Prefix, ContinuationToken] = [text("prefix"), text("continuation-token")];
    return { operation: "ListObjectsV2", input: { Bucket, Prefix, ContinuationToken } };
  }
  if (method === "GET" && !Bucket) return { operation: "ListBuckets", input: { Prefix: text("prefix") } };
  throw new Error(`No model speaks ${method} ${hostname}${path}.`);
}

/** An object comes as a stream of its bytes, everything else as XML. */
export function s3Response(operation: string, output: Record<string, unknown>): S3Response {
  if (operation === "GetObject") {
    const bytes = Buffer.from(String(output["Body"]), "base64");
    const headers = { "content-type": "application/octet-stream", "content-length": String(bytes.length) };
    return { statusCode: 200, headers, body: Readable.from([bytes]) };
  }
  if (operation === "PutObject")
    return { statusCode: 200, headers: { etag: String(output["ETag"]) }, body: Buffer.alloc(0) };
  const { Buckets, ...rest } = output;
  const listed = Buckets ? { Buckets: { Bucket: Buckets } } : rest;
  const root = Buckets ? "ListAllMyBucketsResult" : "ListBucketResult";
  return {
    statusCode: 200,
    headers: { "content-type": "application/xml" },
    body: Buffer.from(xml(root, listed)),
  };
}

export function s3Refusal({ name, message, status }: AwsError): S3Response {
  const body = xml("Error", { Code: name, Message: message });
  return { statusCode: status, headers: { "content-type": "application/xml" }, body: Buffer.from(body) };
}

function xml(name: string, value: unknown): string {
  if (value === undefined) return "";
  if (Array.isArray(value)) return value.map((each) => xml(name, each)).join("");
  const inside =
    typeof value === "object" && value !== null
      ? Object.entries(value)
          .map(([field, each]) => xml(field, each))
          .join("")
      : String(value).replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<${name}>${inside}</${name}>`;
}
