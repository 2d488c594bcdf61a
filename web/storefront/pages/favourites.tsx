import { Cards } from "../parts/card.tsx";
import { Crumbs, Empty } from "../parts/fields.tsx";
import type { Card } from "../platform.ts";
import type { Reply } from "../reply.ts";
import { show } from "../shell.tsx";
import { ifThere, type Visit } from "../visit.ts";

/** As many as are read at once; a browser keeps no more of one dealer. */
const most = 12;

/** The cars a browser remembers: it names them in the address, and nothing about it is kept on our side. */
export async function favouritesPage(visit: Visit): Promise<Reply> {
  const { w, to, incoming } = visit;
  const wanted = [...new Set(incoming.query.getAll("vehicle"))].slice(0, most);
  const cars = await Promise.all(wanted.map((vehicle) => ifThere(visit.platform.car(vehicle))));
  const found = cars.flatMap((car): (Card & { availability: string })[] =>
    car ? [{ ...car, photo: car.photos[0] }] : [],
  );
  const body = (
    <div class="wide" data-part="favourites" data-favourites={visit.dealer.dealer}>
      <Crumbs visit={visit} here={w.favourites} />
      <h1>{w.favourites}</h1>
      <p class="lead muted">{w.favouritesLead}</p>
      <p class="notice unscripted">{w.favouritesNeedScript}</p>
      {found.length < wanted.length && <p class="notice">{w.favouritesGone}</p>}
      {found.length > 0 ? (
        <Cards visit={visit} cars={found} heading="h2" />
      ) : (
        <Empty title={w.favouritesEmpty} text={w.favouritesEmptyText}>
          <a class="button" href={to("cars")}>
            {w.seeAllCars}
          </a>
        </Empty>
      )}
    </div>
  );
  return show(visit, { title: w.favourites, current: "favourites", body });
}
