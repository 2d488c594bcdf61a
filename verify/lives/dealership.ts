import { done } from "../sim/making.ts";
import { books } from "./books.ts";
import { type Life, seen } from "./life.ts";

/** Everything that can be set for a dealer, one after the other, and back again: what copies it follows each time. */
export async function dealership(life: Life): Promise<void> {
  const { world, make, dealer } = life;
  const staff = make.staff();
  const before = (await staff.get("/v1/settings").then(done)).body as unknown as Record<string, unknown>;
  const others = {
    name: "Other Cars",
    locale: "zh-CN",
    zone: "Asia/Shanghai",
    off: ["no-such-module"],
    roles: { clerk: ["staff:read"] },
  };
  for (const [name, value] of Object.entries(others))
    for (const each of [value, before[name]]) {
      await staff.patch("/v1/settings", { [name]: each }, await seen(staff, "/v1/settings")).then(done);
      books(life);
    }
  for (const frozen of [true, false]) {
    const etag = await seen(staff, "/v1/settings");
    await world.operator.patch(`/v1/dealers/${dealer}`, { frozen }, etag).then(done);
    books(life);
  }
}
