import { CommandFailed } from "./command.ts";

/** Runs one step of the start, showing its name while it runs, then its seconds; a failed step shows its output. */
export async function step<T>(name: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const seconds = (): string => ((performance.now() - started) / 1000).toFixed(1).padStart(6);
  if (process.stdout.isTTY) process.stdout.write(`  … ${name}`);
  try {
    const answer = await work();
    line(`  ✓ ${name.padEnd(width)}${seconds()} s`);
    return answer;
  } catch (cause) {
    line(`  ✗ ${name.padEnd(width)}${seconds()} s`);
    if (cause instanceof CommandFailed && cause.output !== "") console.log(indented(cause.output));
    throw cause;
  }
}

const width = 44;

function line(text: string): void {
  process.stdout.write(process.stdout.isTTY ? `\r\u001b[K${text}\n` : `${text}\n`);
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, "      ");
}
