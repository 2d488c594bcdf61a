import { spawn } from "node:child_process";

/** A command that ended badly. `output` holds its last lines, both streams. */
export class CommandFailed extends Error {
  readonly output: string;
  constructor(message: string, output: string) {
    super(message);
    this.output = output;
  }
}

export type Command = {
  file: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  signal?: AbortSignal;
};

/** Runs a command to its end and answers what it printed. Throws `CommandFailed` unless it exits with 0. */
export function run({ file, args, env, cwd, signal }: Command): Promise<string> {
  const child = spawn(file, args, { env, cwd, signal, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const keep = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  return new Promise((resolve, reject) => {
    child.once("error", (cause) =>
      reject(new CommandFailed(`${file} could not be run: ${cause.message}`, output)),
    );
    child.once("close", (code, killedBy) => {
      if (code === 0) resolve(output);
      else
        reject(
          new CommandFailed(
            `${[file, ...args].join(" ")} ended with ${code ?? killedBy}.`,
            lastLines(output),
          ),
        );
    });
  });
}

/** The end of a long text, for people. */
export function lastLines(text: string, lines = 60): string {
  return text.trimEnd().split("\n").slice(-lines).join("\n");
}
