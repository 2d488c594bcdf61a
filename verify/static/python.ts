import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { CommandFailed, run } from "#local/command";
import { home } from "#local/places";
import { processRuns } from "#local/process-group";
import { step } from "#local/progress";
import { createVenv } from "#local/python";
import { until } from "#local/until";

const requirements = `${import.meta.dirname}/../requirements.txt`;
const venv = `${home}/verify-venv`;
const stamp = `${venv}/requirements.sha256`;
/** Whoever makes the environment holds it; others wait, as long as that process lives. */
const maker = `${home}/verify-venv.maker`;
const patienceSeconds = 600;

/**
 * The folder of the Python tools that judge templates and call the API, in an environment of their own: made on first use
 * (some 60 s) and again when verify/requirements.txt changes.
 *
 * @throws Error of one sentence that says what to install.
 */
export async function pythonTools(): Promise<string> {
  const wanted = createHash("sha256").update(readFileSync(requirements)).digest("hex");
  const ready = (): boolean => existsSync(stamp) && readFileSync(stamp, "utf8") === wanted;
  mkdirSync(home, { recursive: true });
  const makes = await until("the environment of the checks", patienceSeconds, () =>
    ready() ? "ready" : claimed() && "ours",
  );
  if (makes === "ready") return `${venv}/bin`;
  try {
    await step("Python environment of the checks", () => make(wanted));
  } finally {
    rmSync(maker, { force: true });
  }
  return `${venv}/bin`;
}

async function make(wanted: string): Promise<void> {
  rmSync(venv, { recursive: true, force: true });
  await createVenv(venv);
  const quiet = ["--quiet", "--disable-pip-version-check"];
  const args = ["-m", "pip", "install", ...quiet, "-r", requirements];
  await run({ file: `${venv}/bin/python`, args }).catch((cause: unknown) => {
    const output = cause instanceof CommandFailed ? cause.output : "";
    throw new CommandFailed("pip could not install the checks from PyPI; it needs the network once.", output);
  });
  writeFileSync(stamp, wanted);
}

/** True for the one process that now has to make it; what one that died left behind stands in nobody's way. */
function claimed(): boolean {
  try {
    writeFileSync(maker, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    if (!processRuns(Number(readFileSync(maker, "utf8")))) rmSync(maker, { force: true });
    return false;
  }
}
