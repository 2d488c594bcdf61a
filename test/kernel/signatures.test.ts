import { beforeEach, expect, test } from "vitest";
import { connect } from "#shared/aws";
import type { Raw } from "#shared/http";
import { forgetSecrets } from "#shared/secrets";
import { sign, verifySignature } from "#shared/signatures";
import { turnClock } from "#shared/time";
import { modelHandler } from "#test/support/model/request-handler";
import { createSecrets } from "#test/support/model/secrets";

const secrets: Record<string, string> = {};
let time = Date.parse("2026-11-25T09:00:00.000Z");

beforeEach(() => {
  roots({ r1: "the first root" });
  turnClock({ now: () => time, wait: () => Promise.resolve() });
  process.env["ROOT_SECRET_ARN"] = "root";
  connect({
    requestHandler: modelHandler({ secrets: createSecrets(secrets) }) as never,
    region: "eu-west-2",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
});

test("what was signed is genuine, and says by its id which message it is", async () => {
  expect(await verifySignature("bank#1", await message("msg_1", '{"paid":true}'))).toBe("msg_1");
});

test("a changed byte of id, time, body or signature, or another purpose, is not genuine", async () => {
  const genuine = await message("msg_1", '{"paid":true}');
  const changes: Raw[] = [
    { ...genuine, body: '{"paid":true} ' },
    changed(genuine, "webhook-id", "msg_2"),
    changed(genuine, "webhook-timestamp", String(time / 1000 + 1)),
    changed(genuine, "webhook-signature", "v1,AAAA"),
    changed(genuine, "webhook-signature", (genuine.headers["webhook-signature"] ?? "").replace("v1", "v2")),
    { ...genuine, headers: {} },
  ];
  for (const raw of changes) await expect(verifySignature("bank#1", raw)).rejects.toMatchObject(invalid);
  await expect(verifySignature("bank#2", genuine)).rejects.toMatchObject(invalid);
});

test("a message is good for five minutes, either way", async () => {
  const genuine = await message("msg_1", "x");
  for (const [seconds, good] of [
    [300, true],
    [301, false],
    [-300, true],
    [-301, false],
  ] as const) {
    time += seconds * 1000;
    const verified = verifySignature("bank#1", genuine);
    if (good) expect(await verified).toBe("msg_1");
    else await expect(verified).rejects.toMatchObject(invalid);
    time -= seconds * 1000;
  }
});

test("while a key is rotated the old one still verifies, and the new one signs", async () => {
  const old = await message("msg_1", "x");
  roots({ r2: "the second root", r1: "the first root" });
  const fresh = await message("msg_2", "y");
  expect(await verifySignature("bank#1", old)).toBe("msg_1");
  roots({ r2: "the second root" });
  expect(await verifySignature("bank#1", fresh)).toBe("msg_2");
  await expect(verifySignature("bank#1", old)).rejects.toMatchObject(invalid);
});

test("of several signatures one must fit", async () => {
  const genuine = await message("msg_1", "x");
  const several = `v1,AAAA ${genuine.headers["webhook-signature"]} v1a,BBBB`;
  expect(await verifySignature("bank#1", changed(genuine, "webhook-signature", several))).toBe("msg_1");
});

const invalid = { status: 401, code: "signature_invalid" };

async function message(id: string, body: string): Promise<Raw> {
  return { headers: await sign("bank#1", id, body), body };
}

function changed(raw: Raw, header: string, value: string): Raw {
  return { ...raw, headers: { ...raw.headers, [header]: value } };
}

function roots(given: Record<string, string>): void {
  secrets["root"] = JSON.stringify(given);
  forgetSecrets();
}
