import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import * as z from "zod/mini";
import { dynamo } from "./aws.ts";
import { absent, lte } from "./conditions.ts";
import { Refusal } from "./errors.ts";
import { scope } from "./scope.ts";
import { entity } from "./table.ts";
import { now } from "./time.ts";
import type { Piece } from "./transact.ts";

/** A bucket that refills evenly: `burst` at once, `perMinute` in the long run. */
export type Allowance = { readonly burst: number; readonly perMinute: number };

/**
 * `full`: milliseconds since 1970 at which the bucket will be full again (the generic cell rate algorithm). `used`: when
 * somebody last asked. A bucket's name may hold an address, so none is kept longer than it can matter.
 */
const Level = () => z.object({ context: z.string(), bucket: z.string(), full: z.int(), used: z.int() });
const keptSeconds = 86_400;
const Bucket = entity({
  name: "Bucket",
  v: 1,
  schema: Level,
  key: { pk: "{dealer}#{context}#limit#{bucket}", sk: "level" },
  expires: ({ used }) => Math.floor(used / 1000) + keptSeconds,
});

/**
 * Allowances are written for production; a stage multiplies them all by its LIMIT_SCALE, because everybody who
 * tries out a local cloud shares one address.
 */
function scaled({ burst, perMinute }: Allowance): Allowance {
  const scale = Number(process.env["LIMIT_SCALE"] ?? 1);
  return { burst: burst * scale, perMinute: perMinute * scale };
}

/**
 * Takes one token for a source or a recipient, before anything dearer is called: one conditional update
 * while the bucket is full, two while it is being used.
 *
 * @example await spend(`source#${address}`, { burst: 20, perMinute: 30 });
 * @throws Refusal 429 with `retry_after_seconds`.
 */
export async function spend(bucket: string, allowance: Allowance): Promise<void> {
  if (!(await trySpend(bucket, allowance))) throw tooMany(Math.ceil(60 / allowance.perMinute));
}

/** As `spend`, but says false instead of refusing. */
export async function trySpend(bucket: string, allowance: Allowance): Promise<boolean> {
  const { burst, perMinute } = scaled(allowance);
  const key = { context: scope().context, bucket };
  const each = Math.ceil(60_000 / perMinute);
  const at = now();
  const wasFull = Bucket.touch(key, {
    set: { full: at + each, used: at },
    when: [{ full: absent }, { full: lte(at) }],
  });
  if (await holds(wasFull)) return true;
  const hasRoom = { full: lte(at + each * (burst - 1)) };
  return holds(Bucket.touch(key, { set: { used: at }, add: { full: each }, when: hasRoom }));
}

export function tooMany(seconds: number): Refusal {
  return new Refusal(429, "too_many_requests", "Too many requests. Please wait a moment.", {
    retry_after_seconds: seconds,
  });
}

/** A single update and no transaction: updates of one item wait for each other, transactions would collide. */
async function holds({ write }: Piece): Promise<boolean> {
  try {
    await dynamo().send(new UpdateItemCommand(write.Update!));
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === "ConditionalCheckFailedException") return false;
    throw error;
  }
}
