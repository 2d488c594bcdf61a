import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { CommandFailed, run } from "./command.ts";
import { places, repository } from "./places.ts";

const requirements = `${repository}/local/requirements.txt`;

/**
 * The Python of the engine's virtual environment, made on first use (some 15 s) and again when
 * local/requirements.txt or the Python it was made with changes. Throws one sentence that says what to install.
 */
export async function enginePython(venv: string = places.venv): Promise<string> {
  const python = `${venv}/bin/python`;
  const stamp = `${venv}/requirements.sha256`;
  const wanted = createHash("sha256").update(readFileSync(requirements)).digest("hex");
  const ready = existsSync(stamp) && readFileSync(stamp, "utf8") === wanted && (await answers(python));
  if (ready) return python;
  rmSync(venv, { recursive: true, force: true });
  await createVenv(venv);
  await install(python);
  writeFileSync(stamp, wanted);
  return python;
}

const candidates = [
  "python3",
  "python3.14",
  "python3.13",
  "python3.12",
  "python3.11",
  "python3.10",
  "python",
];
const atLeast310 = "import sys; sys.exit(0 if sys.version_info >= (3, 10) else 1)";

/** @throws Error of one sentence that says what to install. */
export async function createVenv(venv: string): Promise<void> {
  const python = await systemPython();
  // Debian ships `venv` without `ensurepip` until python3-venv is installed: the environment would have no pip.
  if (!(await answers(python, "import venv, ensurepip")))
    throw new Error(
      `${python} has no venv module, which the local cloud and the checks of templates need: on Debian and Ubuntu run \`sudo apt-get install python3-venv\`.`,
    );
  mkdirSync(dirname(venv), { recursive: true });
  await run({ file: python, args: ["-m", "venv", venv] });
}

async function systemPython(): Promise<string> {
  for (const candidate of candidates) if (await answers(candidate, atLeast310)) return candidate;
  throw new Error(
    "The local cloud and the checks of templates need Python 3.10 or newer and found none in PATH: on Debian and Ubuntu run `sudo apt-get install python3 python3-venv`.",
  );
}

async function install(python: string): Promise<void> {
  const args = [
    "-m",
    "pip",
    "install",
    "--quiet",
    "--disable-pip-version-check",
    "--requirement",
    requirements,
  ];
  await run({ file: python, args }).catch((cause: unknown) => {
    const output = cause instanceof CommandFailed ? cause.output : "";
    throw new CommandFailed(
      "pip could not install the local engine from PyPI; it needs the network once.",
      output,
    );
  });
}

async function answers(python: string, program = atLeast310): Promise<boolean> {
  return run({ file: python, args: ["-c", program] }).then(
    () => true,
    () => false,
  );
}
