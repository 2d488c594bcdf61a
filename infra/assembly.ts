import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { App } from "aws-cdk-lib";
import { Code } from "aws-cdk-lib/aws-lambda";
import { groups } from "#functions/index";
import manifest from "../package.json" with { type: "json" };
import { bundle } from "./bundle.ts";
import { contextsOf } from "./deployment.ts";
import { entries } from "./entries.ts";
import { forecourt, groupsOf } from "./forecourt.ts";
import { stageNamed, stages } from "./stages.ts";

/** Bundles the functions of the stage that is asked for and writes its cloud assembly. */
export async function assemble(app: App): Promise<void> {
  const stage = stageNamed(process.env["FORECOURT_STAGE"] ?? app.node.tryGetContext("stage") ?? "dev");
  const deployed = groupsOf(stage, groups);
  // Beside the assembly that uses them, so that two syntheses at the same moment do not meet.
  const folder = join(process.env["CDK_OUTDIR"] ?? "cdk.out", "functions");
  const bundles = new Map(
    (await bundle(entries(contextsOf({ groups: deployed })), folder)).map(({ name, dir }) => [name, dir]),
  );

  forecourt(app, {
    stage,
    settings: stages[stage],
    release: release(),
    groups: deployed,
    code: (entry) => Code.fromAsset(folderOf(bundles, entry)),
  });
  app.synth();
}

function folderOf(bundles: ReadonlyMap<string, string>, entry: string): string {
  const dir = bundles.get(entry);
  if (dir === undefined) throw new Error(`No bundle was made of the entry "${entry}".`);
  return dir;
}

/** The commit, or the version where there is no repository (a downloaded archive). */
function release(): string {
  try {
    const commit = ["rev-parse", "--short", "HEAD"];
    return execFileSync("git", commit, { cwd: import.meta.dirname, stdio: ["ignore", "pipe", "ignore"] })
      .toString()
      .trim();
  } catch (cause) {
    if (cause instanceof Error) return manifest.version;
    throw cause;
  }
}
