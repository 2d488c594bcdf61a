import { say } from "#shared/words";
import { Cards, drawingOf } from "../parts/card.tsx";
import { Empty } from "../parts/fields.tsx";
import { PriceSelect } from "../parts/choices.tsx";
import { SearchField } from "../parts/search.tsx";
import { StoreCard } from "../parts/stores.tsx";
import type { Facets, Store } from "../platform.ts";
import type { Reply } from "../reply.ts";
import { show } from "../shell.tsx";
import type { Visit } from "../visit.ts";

/** Fills rows of one, two and four cards. */
const newest = "8";

/** A dealer's front page: what there is, how to find it, and where to see it. */
export async function homePage(visit: Visit): Promise<Reply> {
  const { dealer, w, platform, locale } = visit;
  const [{ data, facets, total }, stores] = await Promise.all([
    platform.cars({ limit: newest }),
    platform.stores(),
  ]);
  const lead = dealer.description ? say(dealer.description, locale) : w.heroLead;
  return show(visit, {
    title: dealer.name,
    description: lead,
    path: "",
    facts: {
      "@context": "https://schema.org",
      "@type": "AutoDealer",
      name: dealer.name,
      description: lead,
      url: visit.incoming.origin + visit.to(),
      ...(dealer.contact.phone ? { telephone: dealer.contact.phone } : {}),
    },
    body: (
      <>
        <Hero visit={visit} lead={lead} facets={facets} total={total} />
        <div class="wide">
          {data.length === 0 ? (
            <Empty title={w.noCarsYet} text={w.noCarsYetText}>
              <a class="button" href={visit.to("enquiry")}>
                {w.enquiry}
              </a>
            </Empty>
          ) : (
            <>
              <Types visit={visit} facets={facets} />
              <section class="block" aria-labelledby="new">
                <div class="row between">
                  <h2 id="new">{w.justArrived}</h2>
                  <a href={visit.to("cars")}>{w.seeAll(total)}</a>
                </div>
                <Cards visit={visit} cars={data} even />
              </section>
              <Brands visit={visit} facets={facets} />
            </>
          )}
          <Steps visit={visit} />
          <Stores visit={visit} stores={stores.data} />
        </div>
      </>
    ),
  });
}

type HeroProps = { visit: Visit; lead: string; facets: Facets; total: number };

function Hero({ visit, lead, facets, total }: HeroProps) {
  const { w, dealer } = visit;
  return (
    <section class="hero">
      <div class="wide split">
        <div>
          <h1>{w.heroTitle(dealer.name)}</h1>
          <p class="lead">{lead}</p>
          {total > 0 && <Search visit={visit} facets={facets} />}
        </div>
        <img class="hero-car" src="/v1/drawings/suv-blue.svg" alt="" width="800" height="400" />
      </div>
    </section>
  );
}

function Search({ visit, facets }: { visit: Visit; facets: Facets }) {
  const { w, to } = visit;
  return (
    <form class="search panel" role="search" action={to("cars")} method="get">
      <SearchField visit={visit} />
      <div class="field">
        <label for="fuel">{w.fuel}</label>
        <select id="fuel" name="fuel">
          <option value="">{w.any}</option>
          {facets.fuel.map(({ value, count }) => (
            <option
              key={value}
              value={value}
            >{`${w.fuels[value as keyof typeof w.fuels]} (${count})`}</option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for="body">{w.type}</label>
        <select id="body" name="body">
          <option value="">{w.any}</option>
          {facets.body.map(({ value, count }) => (
            <option
              key={value}
              value={value}
            >{`${w.bodies[value as keyof typeof w.bodies]} (${count})`}</option>
          ))}
        </select>
      </div>
      <PriceSelect visit={visit} name="price_lte" label={w.priceTo} range={facets.price} chosen={undefined} />
      <button class="button" type="submit">
        {w.heroSearch}
      </button>
    </form>
  );
}

function Types({ visit, facets }: { visit: Visit; facets: Facets }) {
  const { w, to } = visit;
  return (
    <section class="block" aria-labelledby="types">
      <h2 id="types">{w.browseByType}</h2>
      <ul class="types plain">
        {facets.body.map(({ value, count }) => (
          <li key={value}>
            <a href={to("cars", { body: value })}>
              <img src={drawingOf(value)} alt="" width="800" height="400" />
              <span>
                <strong>{w.bodies[value as keyof typeof w.bodies]}</strong>
                <span class="muted">{w.found(count)}</span>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Brands({ visit, facets }: { visit: Visit; facets: Facets }) {
  const { w, to } = visit;
  return (
    <section class="block" aria-labelledby="brands">
      <h2 id="brands">{w.browseByBrand}</h2>
      <ul class="pills plain">
        {facets.brand.map(({ value, count }) => (
          <li key={value}>
            <a href={to("cars", { brand: value })}>
              {w.brandName(value)} <span class="muted">{count}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Steps({ visit: { w } }: { visit: Visit }) {
  return (
    <section class="block" aria-labelledby="steps">
      <h2 id="steps">{w.howItWorks}</h2>
      <ol class="steps plain">
        {w.steps.map(([title, text], index) => (
          <li key={title}>
            <span class="number" aria-hidden="true">
              {index + 1}
            </span>
            <h3>{title}</h3>
            <p class="muted">{text}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Stores({ visit, stores }: { visit: Visit; stores: readonly Store[] }) {
  if (stores.length === 0) return null;
  return (
    <section class="block" aria-labelledby="stores">
      <h2 id="stores">{visit.w.ourStores}</h2>
      <div class="stores">
        {stores.map((store) => (
          <StoreCard key={store.store} visit={visit} store={store} />
        ))}
      </div>
    </section>
  );
}
