import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CommandFailed, run } from "#local/command";
import { repository } from "#local/places";
import { groupRuns, processRuns } from "#local/process-group";
import type { Run, Urls } from "#local/running";

/* The commands as a user gives them, in a checkout of their own: this one's local cloud may be running. */

let checkout: string;
let before: string[];

beforeAll(() => {
  before = readdirSync(tmpdir());
  checkout = mkdtempSync(join(tmpdir(), "forecourt-checkout-"));
  const left = new Set(["node_modules", ".git", ".local", "cdk.out"]);
  for (const name of readdirSync(repository).filter((each) => !left.has(each)))
    cpSync(join(repository, name), join(checkout, name), { recursive: true });
  mkdirSync(join(checkout, ".local"));
  for (const name of ["node_modules", ".local/venv"])
    symlinkSync(join(repository, name), join(checkout, name));
});

afterAll(async () => {
  if (existsSync(join(checkout, ".local/run.json"))) await command("down");
  rmSync(checkout, { recursive: true, force: true });
});

test(
  "up fills a platform and says where it is, token and demo speak to it, down leaves nothing",
  { timeout: 300_000 },
  async () => {
    await command("up");
    const urls = written("urls.json") as Urls;
    const recorded = written("run.json") as Run;
    expect((await fetch(`${urls.api}/v1/health`)).status).toBe(200);
    expect((await fetch(urls.docs)).status).toBe(200);
    expect((await fetch(urls.mail)).status).toBe(200);
    expect(urls.dealers).toEqual(["harrow-vale", "shenpu-auto"]);
    expect(urls.people.filter(({ role }) => role === "customer")).toHaveLength(40);
    expect(Object.keys(urls.people[0] ?? {}).toSorted()).toEqual(["dealer", "email", "role"]);

    expect(await command("start")).toContain(`already running at ${urls.api}`);
    const owner = urls.people.find(({ role }) => role === "owner");
    const token = await command("token", owner?.email ?? "");
    expect(token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    const told = JSON.parse(await command("demo", "--json")) as Record<string, never>;
    expect(Object.keys(told).toSorted()).toEqual([
      "emails",
      "lead",
      "order",
      "payment",
      "recommendation",
      "report",
      "seconds",
    ]);

    await command("down");

    expect({
      ours: processRuns(recorded.pid),
      engine: groupRuns(recorded.enginePid ?? recorded.pid),
    }).toEqual({ ours: false, engine: false });
    expect(existsSync(join(checkout, ".local/state"))).toBe(false);
    expect(existsSync(join(checkout, ".local/urls.json"))).toBe(false);
    const ours = /^ministack/;
    expect(readdirSync(tmpdir()).filter((name) => ours.test(name) && !before.includes(name))).toEqual([]);
  },
);

async function command(name: string, ...args: string[]): Promise<string> {
  const env = { PATH: process.env["PATH"], HOME: process.env["HOME"] };
  try {
    return await run({ file: process.execPath, args: [`local/${name}.ts`, ...args], cwd: checkout, env });
  } catch (cause) {
    throw cause instanceof CommandFailed ? new Error(`${cause.message}\n${cause.output}`) : cause;
  }
}

function written(name: string): unknown {
  return JSON.parse(readFileSync(join(checkout, ".local", name), "utf8")) as unknown;
}
