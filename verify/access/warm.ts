import type { Reply } from "#test/support/api";
import type { Forecourt } from "#test/support/forecourt";
import type { Chance } from "../sim/chance.ts";
import { business, done, model, price } from "../sim/making.ts";

type Dealer = { id: string; mark: string; vehicle: string; frozen: boolean };

/**
 * One process serves many dealers in turn and at the same time, as a warm function does. Each has a mark of its own in
 * its data; every third is frozen. An answer with another's mark, or by another's settings, is a violation.
 */
export async function warm(world: Forecourt, { below }: Chance, count: number, rounds: number) {
  const dealers: Dealer[] = [];
  for (let number = 0; number < count; number += 1) dealers.push(await opened(world, number));
  const violations: string[] = [];
  let asked = 0;
  for (let round = 0; round < rounds; round += 1) {
    // Settings are kept 30 seconds: some rounds read them anew, most do not.
    world.clock.advance(7_000);
    const at = Array.from({ length: 20 }, () => dealers[below(dealers.length)] as Dealer);
    const told = await Promise.all(at.map((dealer) => looked(world, dealer, below(4))));
    asked += told.length;
    violations.push(...told.flat());
  }
  return { asked, violations };
}

async function opened(world: Forecourt, number: number): Promise<Dealer> {
  const mark = `mark${String(number).padStart(3, "0")}`;
  const id = `warm-${number}`;
  await world.operator.post("/v1/dealers", { ...business(id), name: mark }).then(done);
  const staff = world.staff(id, "owner");
  const vin = `WBA8E9C51GK${String(number).padStart(6, "0")}`;
  const made = await staff.post("/v1/vehicles", { ...model, vin, price, trim: mark }).then(done);
  const vehicle = (made.body as Record<string, string>)["vehicle"] ?? "";
  await staff.post(`/v1/vehicles/${vehicle}/put-on-sale`).then(done);
  const frozen = number % 3 === 0;
  if (frozen) {
    const { headers } = await staff.get("/v1/settings").then(done);
    await world.operator
      .patch(`/v1/dealers/${id}`, { frozen }, { "if-match": headers["etag"] ?? "" })
      .then(done);
  }
  return { id, mark, vehicle, frozen };
}

async function looked(world: Forecourt, dealer: Dealer, way: number): Promise<string[]> {
  const { id, mark, vehicle, frozen } = dealer;
  const staff = world.staff(id, "owner");
  if (way === 3) {
    const { status } = await staff.post(`/v1/vehicles/${vehicle}/put-on-sale`);
    return (status === 403) === frozen ? [] : [`${id}: frozen is ${frozen}, and a change answered ${status}`];
  }
  const paths = ["/v1/settings", "/v1/vehicles", `/v1/vehicles/${vehicle}`];
  const reply = await staff.get(paths[way] ?? "");
  return foreignMark(reply, mark).map((what) => `${id}: ${paths[way]} ${what}`);
}

function foreignMark({ status, text }: Reply, mark: string): string[] {
  const marks = new Set(text.match(/mark\d{3}/g));
  if (status !== 200) return [`answered ${status}`];
  return marks.size === 1 && marks.has(mark) ? [] : [`showed ${[...marks].join(", ") || "nothing"}`];
}
