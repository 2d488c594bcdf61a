import { createHmac, hkdfSync } from "node:crypto";
import type { Chance } from "../sim/chance.ts";

/** A notice as it travels. */
export type Message = { readonly headers: Readonly<Record<string, string>>; readonly body: string };

/** The key of a purpose, derived as the platform derives it (HKDF-SHA256 from a root secret). */
export function keyOf(root: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", root, "forecourt", purpose, 32));
}

/** A message signed after Standard Webhooks 1.0, by whoever has the key. `second`: since 1970. */
export function signed(key: Buffer, id: string, second: number | string, body: string): Message {
  const mac = createHmac("sha256", key).update(`${id}.${second}.${body}`).digest("base64");
  return {
    headers: { "webhook-id": id, "webhook-timestamp": String(second), "webhook-signature": `v1,${mac}` },
    body,
  };
}

export type Given = {
  readonly root: string;
  readonly dealer: string;
  readonly otherDealer: string;
  readonly id: string;
  /** Seconds since 1970. */
  readonly now: number;
  readonly body: string;
  readonly drawn: Chance;
};

type Way = (given: Given, genuine: Message) => Message;

/** A notice that its provider never sent, or did not send like this, now, and to this dealer. */
export function forge(given: Given): { name: string; message: Message } {
  const { root, dealer, id, now, body, drawn } = given;
  const genuine = signed(keyOf(root, `sandbox#${dealer}`), id, now, body);
  const [name, way] = drawn.pick(Object.entries(ways));
  return { name, message: way(given, genuine) };
}

const header = ({ headers, body }: Message, changes: Record<string, string>): Message => ({
  headers: { ...headers, ...changes },
  body,
});
const macOf = ({ headers }: Message): string => (headers["webhook-signature"] ?? "").slice(3);

const ways: Readonly<Record<string, Way>> = {
  "one bit of the body": ({ body, drawn }, genuine) => {
    const bytes = Buffer.from(body);
    const at = drawn.below(bytes.length);
    // Of the low seven bits, so that it stays text.
    bytes[at] = (bytes[at] ?? 0) ^ (1 << drawn.below(7));
    return { ...genuine, body: bytes.toString("utf8") };
  },
  "one bit of the signature": ({ drawn }, genuine) => {
    const bytes = Buffer.from(macOf(genuine), "base64");
    const at = drawn.below(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << drawn.below(8));
    return header(genuine, { "webhook-signature": `v1,${bytes.toString("base64")}` });
  },
  "a signature cut short": ({ drawn }, genuine) =>
    header(genuine, { "webhook-signature": `v1,${macOf(genuine).slice(0, drawn.below(40))}` }),
  "a signature by chance": ({ drawn }, genuine) => {
    const bytes = Buffer.from(Array.from({ length: 32 }, () => drawn.below(256)));
    return header(genuine, { "webhook-signature": `v1,${bytes.toString("base64")}` });
  },
  "another second": ({ now, drawn }, genuine) =>
    header(genuine, { "webhook-timestamp": String(now + 1 + drawn.below(200)) }),
  "another name": ({ id, drawn }, genuine) => header(genuine, { "webhook-id": `${id}${drawn.below(10)}` }),
  "too late": ({ root, dealer, id, now, body, drawn }) =>
    signed(keyOf(root, `sandbox#${dealer}`), id, now - 301 - drawn.below(1_000_000), body),
  "from the future": ({ root, dealer, id, now, body, drawn }) =>
    signed(keyOf(root, `sandbox#${dealer}`), id, now + 301 + drawn.below(1_000_000), body),
  "signed for another dealer": ({ root, otherDealer, id, now, body }) =>
    signed(keyOf(root, `sandbox#${otherDealer}`), id, now, body),
  "another dealer's own": ({ root, dealer, otherDealer, id, now, body }) =>
    signed(keyOf(root, `sandbox#${otherDealer}`), id, now, body.replaceAll(dealer, otherDealer)),
  "signed for another purpose": ({ root, id, now, body, drawn }) =>
    signed(keyOf(root, drawn.pick(["cursor", "sandbox", "sandbox#", "", "origin"])), id, now, body),
  "signed with another secret": ({ dealer, id, now, body, drawn }) =>
    signed(keyOf(`a guess ${drawn.below(1_000_000)}`, `sandbox#${dealer}`), id, now, body),
  "signed with the secret itself": ({ root, id, now, body }) => signed(Buffer.from(root), id, now, body),
  "another version of the scheme": ({ drawn }, genuine) =>
    header(genuine, { "webhook-signature": `${drawn.pick(["v0", "v1a", "v2", "V1"])},${macOf(genuine)}` }),
  "no signature": (_, genuine) => header(genuine, { "webhook-signature": "" }),
  "no name": (_, genuine) => header(genuine, { "webhook-id": "" }),
  "no second": (_, genuine) => header(genuine, { "webhook-timestamp": "" }),
  "a second that is no number": ({ root, dealer, id, body, now, drawn }) =>
    signed(
      keyOf(root, `sandbox#${dealer}`),
      id,
      drawn.pick([`${now}.0`, `+${now}`, "NaN", "1e9", `-${now}`]),
      body,
    ),
  "far too many signatures": (_, genuine) =>
    header(genuine, {
      "webhook-signature": Array.from({ length: 11 }, () => `v1,${macOf(genuine)}`).join(" "),
    }),
  "name and body joined anew": ({ id, body, now }, genuine) => ({
    headers: { ...genuine.headers, "webhook-id": `${id}.${now}` },
    body: body.slice(1),
  }),
  "no body": (_, genuine) => ({ ...genuine, body: "" }),
  "no JSON, unsigned": ({ drawn }, genuine) => ({
    ...genuine,
    body: drawn.pick(["{", "[]", "null", "\u0000"]),
  }),
  "written anew": ({ body }, genuine) => ({
    ...genuine,
    body: JSON.stringify(JSON.parse(body), undefined, 1),
  }),
};
