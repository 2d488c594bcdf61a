import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";

const root = `${import.meta.dirname}/../..`;
const secretlint = `${root}/node_modules/secretlint/bin/secretlint.js`;
const rules = `${import.meta.dirname}/secretlintrc.json`;

/** Secrets in what git tracks. @returns one sentence for each. */
export function secretBreaches(): { files: number; breaches: string[] } {
  const files = run("git", ["ls-files", "-z"]).split("\0").filter(isText);
  return { files: files.length, breaches: scan(files) };
}

/** A scanner that finds nothing in a file that holds a key scans nothing. */
export function scannerBites(): boolean {
  const folder = mkdtempSync(`${tmpdir()}/forecourt-secret-`);
  try {
    // Put together here, so that this file holds none.
    writeFileSync(
      `${folder}/key.txt`,
      `aws_access_key_id = ${["AKIA", "Z7QW3M5N9P2R4T6V"].join("")}\ntoken ghp_${"a1B2c3D4e5F6".repeat(3)}\n`,
    );
    return scan([`${folder}/key.txt`]).length > 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function scan(files: readonly string[]): string[] {
  const args = [secretlint, "--secretlintrc", rules, "--format", "json", "--no-color", "--no-glob", ...files];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  if (status !== 0 && status !== 1) throw new Error(`secretlint failed: ${stderr.slice(0, 500)}`);
  const found = JSON.parse(stdout || "[]") as {
    filePath: string;
    messages: { loc: { start: { line: number } }; message: string }[];
  }[];
  // The message may quote the secret: the place is enough.
  return found.flatMap(({ filePath, messages }) =>
    messages.map(({ loc }) => `${filePath}:${loc.start.line} looks like a secret.`),
  );
}

function isText(file: string): boolean {
  return (
    file !== "" && !/\.(png|jpg|webp|ico|woff2|gz|parquet)$/.test(file) && !file.endsWith("package-lock.json")
  );
}

function run(file: string, args: string[]): string {
  const { stdout, status, stderr } = spawnSync(file, args, {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(`${file} failed: ${stderr}`);
  return stdout;
}
