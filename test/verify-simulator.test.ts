import { createHash } from "node:crypto";
import { afterEach, expect, test } from "vitest";
import { together } from "../verify/sim/actors.ts";
import { chance, unseedRandomness } from "../verify/sim/chance.ts";
import { type Fault, mortal } from "../verify/sim/faults.ts";
import { explains, type Seen } from "../verify/sim/linear.ts";
import { showroom } from "../verify/sim/showroom.ts";

afterEach(() => {
  unseedRandomness();
  delete process.env["API_ENDPOINT"];
});

/** A digest of every call that was carried out, in order, with all it carried. */
async function lifeOf(seed: number): Promise<{ digest: string; steps: number; faults: number }> {
  const room = await showroom(seed);
  const drawn = chance(seed);
  const vehicle = await room.make.car();
  const log = createHash("sha256");
  const kinds: readonly Fault[] = ["refused", "lost", "doubtful", "died", "collided"];
  let faults = 0;
  const buys = (who: string) => async () => {
    for (let tries = 0; tries < 4; tries += 1)
      await mortal(() => room.buyer(who).post(room.orders, { vehicle }, { "idempotency-key": `${who}-1` }));
  };
  const carries = async (): Promise<void> => {
    for (let times = 0; times < 8; times += 1) await drawn.pick(room.carry.rounds)();
  };
  const steps = await together(room.world, drawn, [buys("ada"), buys("ben"), buys("cyd"), carries], {
    afterStep: (call) => void log.update(JSON.stringify(call)),
    fault() {
      if (!drawn.happens(0.1)) return undefined;
      faults += 1;
      return drawn.pick(kinds);
    },
  });
  return { digest: log.digest("hex"), steps, faults };
}

test("one seed is one run: every call, in the same order, with the same content and the same faults", async () => {
  const first = await lifeOf(7);
  expect(await lifeOf(7)).toEqual(first);
  expect(first.steps).toBeGreaterThan(30);
  expect(first.faults).toBeGreaterThan(0);
  expect((await lifeOf(8)).digest).not.toBe(first.digest);
}, 60_000);

type Op = { do: "write" | "read"; value: number };
const register = (state: number, op: Op): number[] => {
  if (op.do === "write") return [op.value];
  return op.value === state ? [state] : [];
};
const seen = (op: Op, start: number, end: number): Seen<Op> => ({ op, start, end });

test("a history in which an answered write is not seen afterwards has no explanation", () => {
  const history = [seen({ do: "write", value: 1 }, 1, 2), seen({ do: "read", value: 0 }, 3, 4)];
  expect(explains(history, 0, register, () => true)).toBe(false);
});

test("what overlaps may have happened in either order, and what got no answer at any later time or never", () => {
  const overlapping = [seen({ do: "write", value: 1 }, 1, 4), seen({ do: "read", value: 0 }, 2, 3)];
  expect(explains(overlapping, 0, register, () => true)).toBe(true);
  const unanswered = seen({ do: "write", value: 1 }, 1, Infinity);
  for (const value of [0, 1])
    expect(explains([unanswered, seen({ do: "read", value }, 2, 3)], 0, register, () => true)).toBe(true);
  expect(explains([unanswered], 0, register, (state) => state === 2)).toBe(false);
});
