import { createHmac, timingSafeEqual } from "node:crypto";
import { Refusal } from "./errors.ts";
import type { Raw } from "./http.ts";
import { derivedKeys } from "./secrets.ts";
import { now } from "./time.ts";

/** As Standard Webhooks 1.0 advises: long enough for a clock that is off, too short to replay what was overheard. */
const toleranceMilliseconds = 5 * 60_000;

/**
 * The headers of a signed message, after Standard Webhooks: an id, the second it was sent at, and an HMAC-SHA256
 * over id, second and the body as it travels.
 *
 * @example const headers = await sign("sandbox#london-cars", "ntc_01…", body);
 */
export async function sign(purpose: string, id: string, body: string): Promise<Record<string, string>> {
  const [newest] = await derivedKeys(purpose);
  const second = String(Math.floor(now() / 1000));
  return {
    "webhook-id": id,
    "webhook-timestamp": second,
    "webhook-signature": `v1,${mac(newest.key, id, second, body).toString("base64")}`,
  };
}

/**
 * Whether a message is genuine and fresh, before anything of it is parsed. Every key that is being rotated
 * out is still good; of several signatures one must fit.
 *
 * @returns the message's id: the same for every delivery of one message.
 * @throws Refusal 401 `signature_invalid`, the same for every way of being wrong.
 */
export async function verifySignature(purpose: string, { headers, body }: Raw): Promise<string> {
  const id = headers["webhook-id"] ?? "";
  const second = headers["webhook-timestamp"] ?? "";
  const given = (headers["webhook-signature"] ?? "").split(" ").filter((part) => part.startsWith("v1,"));
  const shaped = /^[A-Za-z0-9_.-]{1,100}$/.test(id) && /^\d{1,12}$/.test(second) && given.length <= 10;
  const fresh = Math.abs(now() - Number(second) * 1000) <= toleranceMilliseconds;
  if (!shaped || !fresh) throw invalid();
  const wanted = (await derivedKeys(purpose)).map(({ key }) => mac(key, id, second, body));
  const fits = given.some((part) => wanted.some((one) => equal(one, Buffer.from(part.slice(3), "base64"))));
  if (!fits) throw invalid();
  return id;
}

function mac(key: Buffer, id: string, second: string, body: string): Buffer {
  return createHmac("sha256", key).update(`${id}.${second}.${body}`).digest();
}

function equal(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

function invalid(): Refusal {
  return new Refusal(401, "signature_invalid", "The signature of this message is not valid.");
}
