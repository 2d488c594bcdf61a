import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { run } from "#local/command";
import { home } from "#local/places";
import { step } from "#local/progress";

const requirements = `${import.meta.dirname}/../requirements.txt`;
const venv = `${home}/verify-venv`;

/**
 * The folder of the Python tools that judge templates and call the API, in an environment of their own: made on first use
 * (some 60 s) and again when verify/requirements.txt changes.
 */
export async function pythonTools(): Promise<string> {
  const stamp = `${venv}/requirements.sha256`;
  const wanted = createHash("sha256").update(readFileSync(requirements)).digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return `${venv}/bin`;
  await step("Python environment of the checks", async () => {
    rmSync(venv, { recursive: true, force: true });
    mkdirSync(home, { recursive: true });
    await run({ file: "python3", args: ["-m", "venv", venv] });
    const quiet = ["--quiet", "--disable-pip-version-check"];
    await run({ file: `${venv}/bin/python`, args: ["-m", "pip", "install", ...quiet, "-r", requirements] });
  });
  writeFileSync(stamp, wanted);
  return `${venv}/bin`;
}
