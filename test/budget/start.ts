import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { contexts } from "#functions/index";
import { type Bundle, bundle } from "#infra/bundle";
import { entries } from "#infra/entries";
import { environment } from "#test/support/deployment";

const bare = {
  name: "bare",
  source: `import { DynamoDBClient } from "@aws-sdk/client-dynamodb"; export const table = new DynamoDBClient({});`,
};
const rounds = 9;

export type Start = {
  readonly name: string;
  readonly kb_at_import: number;
  readonly kb_beside_sdk: number;
  readonly import_cpu_ratio: number;
};

/** Size at import, and processor time of the import against a bare DynamoDB client: medians of nine alternating processes. */
export async function starts(): Promise<Start[]> {
  const folder = mkdtempSync(join(tmpdir(), "forecourt-budget-"));
  try {
    const built = await bundle([...entries(contexts), bare], folder);
    const times = new Map(built.map(({ name }) => [name, [] as number[]]));
    for (let round = 0; round < rounds; round += 1)
      for (const { name, dir } of built) times.get(name)?.push(importTime(dir));
    const base = median(times.get(bare.name) ?? []);
    const sdk = built.find(({ name }) => name === bare.name)?.bytesAtImport ?? 0;
    return built
      .filter(({ name }) => name !== bare.name)
      .map((one) => ({
        name: one.name,
        kb_at_import: kilobytes(one.bytesAtImport),
        kb_beside_sdk: kilobytes(besideSdk(one, sdk)),
        import_cpu_ratio: Math.round((median(times.get(one.name) ?? []) / base) * 100) / 100,
      }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What is loaded at import beyond a bare client's bundle. */
function besideSdk({ bytesAtImport }: Bundle, sdk: number): number {
  return Math.max(0, bytesAtImport - sdk);
}

/** User and system time of one import, in microseconds, in a process of its own. */
export function importTime(dir: string): number {
  const program = `const before = process.cpuUsage(); await import(${JSON.stringify(`${dir}/index.mjs`)}); const { user, system } = process.cpuUsage(before); console.log(user + system); process.exit(0);`;
  const pool = { id: "p", clientId: "c", issuer: "https://issuer.example/p" };
  const env = {
    ...process.env,
    ...environment({ pools: { staff: pool, customers: pool }, jwks: "http://127.0.0.1:9" }),
    AWS_REGION: "eu-west-2",
  };
  const printed = execFileSync(process.execPath, ["--input-type=module", "--eval", program], {
    encoding: "utf8",
    env,
  });
  return Number(printed.trim().split("\n").at(-1));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function kilobytes(bytes: number): number {
  return Math.round(bytes / 102.4) / 10;
}
