import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { contexts } from "#functions/index";
import { thrownCodes } from "#infra/docs/problems";
import { entries } from "#infra/entries";
import { bundle } from "#infra/bundle";
import { forecourt } from "#test/support/forecourt";

test("health says ok only after the table has answered", async () => {
  const world = await forecourt();
  const reply = await world.visitor.get("/v1/health");
  expect(reply.status).toBe(200);
  expect(reply.body).toEqual({ status: "ok", stage: "test", release: "test" });
  expect(world.aws.calls.map(({ operation }) => operation)).toEqual(["GetItem"]);
});

test("an unknown route answers 404 as a problem, whatever is sent to it", async () => {
  const { visitor, ...world } = await forecourt();
  const replies = [
    await visitor.get("/v1/nothing?a=1&a=2"),
    await visitor.post("/v1/nothing/at/all", "{ broken", { "idempotency-key": "x" }),
    await visitor.patch("/v1/nothing", { a: 1 }),
    await visitor.delete("/v1/docs"),
    await visitor.put("/v1/nothing", { a: 1 }),
  ];
  for (const { status, headers, body } of replies) {
    expect(status).toBe(404);
    expect(headers["content-type"]).toBe("application/problem+json");
    expect(body).toMatchObject({ code: "not_found", type: "/v1/docs#problem-not_found" });
  }
  expect(world.aws.calls).toEqual([]);
});

test("the documentation asks nothing of anybody else: no script, no font, no picture, one style sheet by its digest", async () => {
  const { visitor } = await forecourt();
  for (const path of ["/v1/docs", "/v1/docs?lang=zh-CN", "/v1/docs/events", "/v1/docs/events?lang=zh-CN"]) {
    const { status, text, headers } = await visitor.get(path);
    expect(status).toBe(200);
    expect(headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(text).not.toMatch(/<(script|link|img|iframe|object)\b|\bsrc=|url\(|@import|\sstyle=|\son\w+=/);
    const targets = [...text.matchAll(/href="([^"]*)"/g)].map(([, target = ""]) => target);
    expect(targets.filter((target) => !/^(#|\/v1\/)/.test(target))).toEqual([]);
    const style = /<style>([\s\S]*?)<\/style>/.exec(text)?.[1] ?? "";
    const digest = createHash("sha256").update(style).digest("base64");
    expect(headers["content-security-policy"]).toBe(
      `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
  }
});

test("every link inside a page leads somewhere, and every problem has its address", async () => {
  const { visitor } = await forecourt();
  for (const path of ["/v1/docs", "/v1/docs/events"]) {
    const { text } = await visitor.get(path);
    const ids = [...text.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    const links = [...text.matchAll(/href="#([^"]+)"/g)].map(([, link]) => link);
    expect(new Set(ids).size).toBe(ids.length);
    expect(links.length).toBeGreaterThan(10);
    expect([...new Set(links)].filter((link) => !ids.includes(link))).toEqual([]);
  }
  const { text } = await visitor.get("/v1/docs");
  const codes = thrownCodes().map(({ code }) => code);
  for (const code of codes.filter((each) => !each.includes("$")))
    expect(text).toContain(`id="problem-${code}"`);
});

test("the page shows every route in the language asked for and escapes what it shows", async () => {
  const { visitor } = await forecourt();
  const [english, chinese] = [await visitor.get("/v1/docs"), await visitor.get("/v1/docs?lang=zh-CN")];
  const paths = contexts.flatMap(({ routes }) => Object.keys(routes).filter((key) => !key.startsWith("ANY")));
  expect(english.text.match(/<details class="route"/g)).toHaveLength(paths.length);
  expect(english.text).toContain(`<html lang="en">`);
  expect(english.text).toContain("Who may call");
  expect(chinese.text).toContain(`<html lang="zh-CN">`);
  expect(chinese.text).toContain("谁可以调用");
  expect(english.text).toContain("Authorization: Bearer &lt;token&gt;");
  expect((await visitor.get("/v1/docs?lang=fr")).status).toBe(400);
});

test("programs read the same contract and the same events", async () => {
  const { visitor } = await forecourt();
  const contract = await visitor.get("/v1/docs/openapi.json");
  expect(contract.headers["content-type"]).toBe("application/vnd.oai.openapi+json;version=3.1");
  expect(contract.body).toMatchObject({ openapi: "3.1.0", info: { title: "Forecourt" } });
  const events = await visitor.get("/v1/docs/events.json");
  expect(events.headers["content-type"]).toBe("application/json; charset=utf-8");
  expect(JSON.stringify(events.body)).toContain(`"name":"OrderPaid"`);
});

test("the documents are not loaded when the function starts, and what makes them is not shipped", async () => {
  const meta = contexts.find(({ name }) => name === "meta")!;
  const folder = mkdtempSync(join(tmpdir(), "forecourt-meta-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [built] = await bundle(
    entries([meta]).filter(({ name }) => name === "meta"),
    folder,
  );
  const inputs = Object.keys(built!.inputs);
  expect(
    inputs.filter((file) =>
      /zod-openapi|infra\/|functions\/index\.ts|functions\/(?!meta\/)\w+\/context\.ts/.test(file),
    ),
  ).toEqual([]);
  expect(inputs).toContain("docs/openapi.json");
  const all = readdirSync(built!.dir).map((file) => statSync(join(built!.dir, file)).size);
  const later = all.reduce((total, bytes) => total + bytes, 0) - built!.bytesAtImport;
  expect(later).toBeGreaterThan(built!.inputs["docs/openapi.json"]!);
});
