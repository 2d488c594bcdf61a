import { timingSafeEqual } from "node:crypto";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { Refusal } from "./errors.ts";
import { secretsOf } from "./secrets.ts";

/**
 * Stages with an edge refuse calls that did not come through it: CloudFront adds a secret header that rotates,
 * so both the newest and the one being rotated out are good.
 *
 * @throws Refusal 403 `origin_refused`.
 */
export async function assertOrigin(event: APIGatewayProxyEventV2): Promise<void> {
  const arn = process.env["ORIGIN_SECRET_ARN"];
  if (!arn) return;
  const given = Buffer.from(event.headers["x-origin-verify"] ?? "");
  const good = (await secretsOf(arn)).some(({ secret }) => {
    const wanted = Buffer.from(secret);
    return wanted.length === given.length && timingSafeEqual(wanted, given);
  });
  if (!good) throw new Refusal(403, "origin_refused", "Please use the public address of this platform.");
}

/** The client's address: CloudFront's word counts only where calls that went around it are refused. */
export function clientAddress(event: APIGatewayProxyEventV2): string {
  const viewer = process.env["ORIGIN_SECRET_ARN"] ? event.headers["cloudfront-viewer-address"] : undefined;
  return viewer?.replace(/:\d+$/, "") ?? event.requestContext.http.sourceIp;
}
