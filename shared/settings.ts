import * as z from "zod/mini";
import { Refusal } from "./errors.ts";
import { Currency } from "./money.ts";
import { scope } from "./scope.ts";
import { entity } from "./table.ts";
import { now, Zone } from "./time.ts";
import { Locale } from "./words.ts";

/** What the kernel must know of a dealer to serve a request. The context that owns dealers writes it. */
export const Setting = () =>
  z.object({
    name: z.string(),
    /** ISO 3166-1 alpha-2: whose phone numbers are written without a country code. */
    country: z.string().check(z.regex(/^[A-Z]{2}$/)),
    currency: Currency,
    locale: Locale,
    zone: Zone,
    /** A frozen dealer is read but not changed. */
    frozen: z.boolean(),
    /** Modules that are switched off. */
    off: z.array(z.string()),
    /** The dealer's own roles: names with their permissions, beside the built-in ones. */
    roles: z.record(z.string(), z.array(z.string())),
    version: z.int(),
  });
export type Setting = z.output<ReturnType<typeof Setting>>;

export const Settings = entity({
  name: "Settings",
  v: 1,
  schema: Setting,
  key: { pk: "{dealer}#settings#settings", sk: "settings" },
});

/** A change is seen by every process within 30 seconds. */
const keptMilliseconds = 30_000;
const cache = new Map<string, { at: number; setting: Setting | undefined }>();

/**
 * The settings of the scope's dealer, at most 30 seconds old and outside of the read budget.
 *
 * @example const { currency, zone } = await settings();
 * @throws Refusal 404 when there is no such dealer.
 */
export async function settings(): Promise<Setting> {
  const { dealer } = scope();
  const kept = cache.get(dealer);
  if (kept && now() - kept.at < keptMilliseconds) return known(kept.setting);
  const setting = await Settings.find({});
  // A missing dealer is not remembered: invented names must not fill the memory, and a new dealer opens at once.
  if (setting) cache.set(dealer, { at: now(), setting });
  return known(setting);
}

/** Forgets what was read: tests, and whoever has just written. */
export function forgetSettings(): void {
  cache.clear();
}

function known(setting: Setting | undefined): Setting {
  if (!setting) throw new Refusal(404, "not_found", "There is no such dealer.");
  return setting;
}
