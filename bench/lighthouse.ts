import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { figure, median } from "./measuring.ts";

/**
 * What Lighthouse measures of pages that are up, in its mobile simulation: medians of five runs, one JSON object. It is
 * no dependency of ours, so it comes on the path for as long as it is used:
 *
 * npx --yes -p lighthouse@13.5.0 -- npx node bench/lighthouse.ts http://127.0.0.1:4000/en/harrow-vale/cars …
 */
if (import.meta.main) {
  const given = process.argv.slice(2);
  const missing = spawnSync("lighthouse", ["--version"]).error;
  if (missing)
    throw new Error(
      "There is no lighthouse on the path: npx --yes -p lighthouse@13.5.0 -- npx node bench/lighthouse.ts <address>",
    );
  console.log(JSON.stringify(given.map((address) => looked(address, 5))));
}

type Report = {
  readonly audits: Readonly<
    Record<string, { readonly numericValue?: number; readonly score: number | null }>
  >;
  readonly categories: Readonly<
    Record<
      string,
      {
        readonly score: number;
        readonly auditRefs: readonly { readonly id: string; readonly weight: number }[];
      }
    >
  >;
};

/** Medians of some runs; `failed` names what keeps a score of accessibility or search engines under 100. */
function looked(address: string, runs: number) {
  const reports = Array.from({ length: runs }, () => watched(address));
  const middle = (id: string) =>
    figure(median(reports.map(({ audits }) => audits[id]?.numericValue ?? Number.NaN)));
  const score = (id: string) =>
    Math.min(...reports.map(({ categories }) => categories[id]?.score ?? 0)) * 100;
  const failed = ["accessibility", "seo"].flatMap((category) =>
    reports.flatMap(({ audits, categories }) =>
      (categories[category]?.auditRefs ?? []).flatMap(({ id, weight }) =>
        weight > 0 && (audits[id]?.score ?? 1) < 1 ? [id] : [],
      ),
    ),
  );
  return {
    address,
    runs,
    lcp_ms: middle("largest-contentful-paint"),
    tbt_ms: middle("total-blocking-time"),
    fcp_ms: middle("first-contentful-paint"),
    layout_shift: middle("cumulative-layout-shift"),
    bytes: middle("total-byte-weight"),
    accessibility: score("accessibility"),
    seo: score("seo"),
    best_practices: score("best-practices"),
    failed: [...new Set(failed)],
  };
}

/** Chromium now and then hands over a trace without its beginning (NO_NAVSTART): such a run saw nothing and is done again. */
function watched(address: string): Report {
  for (let tries = 1; ; tries += 1)
    try {
      return once(address);
    } catch (error) {
      if (tries === 4 || !String(error).includes("NO_NAVSTART")) throw error;
    }
}

function once(address: string): Report {
  const folder = mkdtempSync(join(tmpdir(), "forecourt-lighthouse-"));
  const file = join(folder, "report.json");
  const how = ["--quiet", "--output=json", `--output-path=${file}`];
  const chrome = "--chrome-flags=--headless=new --no-sandbox --disable-dev-shm-usage";
  try {
    const { status, stderr } = spawnSync("lighthouse", [address, ...how, chrome], {
      encoding: "utf8",
      env: { CHROME_PATH: "/usr/bin/chromium", ...process.env },
    });
    if (status !== 0) throw new Error(`Lighthouse could not look at ${address}: ${stderr}`);
    return JSON.parse(readFileSync(file, "utf8")) as Report;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
