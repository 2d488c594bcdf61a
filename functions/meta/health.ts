import * as z from "zod/mini";
import { config } from "#shared/config";
import { Settings } from "#shared/settings";

export const Health = z.object({ status: z.enum(["ok"]), stage: z.string(), release: z.string() });
export type Health = z.output<typeof Health>;

/** Answers only after the table has answered, so that "ok" means that requests can be served. */
export async function check(): Promise<Health> {
  await Settings.find({});
  const { STAGE, RELEASE } = config("STAGE", "RELEASE");
  return { status: "ok", stage: STAGE, release: RELEASE };
}
