import { Crumbs, Empty } from "../parts/fields.tsx";
import { StoreCard } from "../parts/stores.tsx";
import type { Reply } from "../reply.ts";
import { show } from "../shell.tsx";
import type { Visit } from "../visit.ts";

/** Where a dealer can be visited, and when. */
export async function storesPage(visit: Visit): Promise<Reply> {
  const { w, platform, to, dealer } = visit;
  const { data } = await platform.stores();
  const body = (
    <div class="wide">
      <Crumbs visit={visit} here={w.ourStores} />
      <h1>{w.ourStores}</h1>
      <p class="lead muted">{w.storesLead}</p>
      {data.length === 0 ? (
        <Empty title={w.noStores}>
          <a class="button" href={to("cars")}>
            {w.carsHere}
          </a>
        </Empty>
      ) : (
        <div class="stores">
          {data.map((store) => (
            <StoreCard key={store.store} visit={visit} store={store} heading="h2" />
          ))}
        </div>
      )}
    </div>
  );
  return show(visit, {
    title: w.ourStores,
    description: `${dealer.name}: ${w.storesLead}`,
    path: "stores",
    current: "stores",
    body,
  });
}
