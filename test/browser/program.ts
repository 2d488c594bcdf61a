import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** The browser that the tests drive: Debian's, or the one `CHROMIUM` names. */
export const program = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

/** @throws Error that says what is missing, and the line that installs it. */
export function assertInstalled(): void {
  if (!existsSync(program))
    throw new Error(
      `No browser at ${program}. Install it: ${install}\nOr say where one is: CHROMIUM=/path/to/chromium npm run test:browser`,
    );
  const fonts = spawnSync("fc-list", [":lang=zh-cn", "family"], { encoding: "utf8" });
  if (!fonts.stdout?.trim())
    throw new Error(`No font has Chinese characters: pages would show boxes. Install one: ${install}`);
}

const install = "apt-get install -y chromium fonts-noto-cjk";
