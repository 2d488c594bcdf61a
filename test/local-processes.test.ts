import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { bareEnvironment } from "#local/engine";
import { endGroup, groupRuns, processRuns } from "#local/process-group";
import { enginePython } from "#local/python";
import { until } from "#local/until";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "forecourt-processes-"));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

test("a process that ignores the request to end is ended, and its children with it", async () => {
  const stubborn = `process.on("SIGTERM", () => {}); setInterval(() => {}, 1000);`;
  const parent = `${stubborn} require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(stubborn)} + "console.log('ready ' + process.pid)"], { stdio: "inherit" });`;
  const child = spawn(process.execPath, ["-e", parent], {
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const leader = child.pid ?? 0;
  const printed = await new Promise<string>((resolve) =>
    child.stdout.once("data", (chunk: Buffer) => resolve(chunk.toString())),
  );
  const grandchild = Number(printed.split(" ")[1]);
  expect(processRuns(grandchild)).toBe(true);
  await endGroup(leader, 0.1);
  expect([groupRuns(leader), processRuns(leader), processRuns(grandchild)]).toEqual([false, false, false]);
});

test("a condition that never comes is told with its name and its patience", async () => {
  await expect(until("the thing", 0.05, () => false)).rejects.toThrow(
    "the thing did not happen within 0.05 seconds.",
  );
});

test("a machine without Python is told what to install", async () => {
  vi.stubEnv("PATH", folder);
  await expect(enginePython(`${folder}/venv`)).rejects.toThrow(
    /Python 3\.10 or newer.*apt-get install python3 python3-venv/,
  );
});

test("a machine whose Python is too old is told what to install", async () => {
  pythonThat('case "$*" in *version_info*) exit 1;; esac; exit 0');
  await expect(enginePython(`${folder}/venv`)).rejects.toThrow("found none in PATH");
});

test("a Python without its venv module is told Debian's install line", async () => {
  pythonThat('case "$*" in *ensurepip*) exit 1;; esac; exit 0');
  await expect(enginePython(`${folder}/venv`)).rejects.toThrow("`sudo apt-get install python3-venv`");
});

test("nothing of the caller's AWS account reaches a child", () => {
  for (const name of ["AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_DYNAMODB", "CDK_DEFAULT_ACCOUNT"])
    vi.stubEnv(name, "real");
  expect(Object.keys(bareEnvironment()).filter((name) => /AWS|CDK/.test(name))).toEqual([]);
});

function pythonThat(script: string): void {
  const file = join(folder, "python3");
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  vi.stubEnv("PATH", folder);
}
