import { Refusal } from "#shared/errors";
import { type Asked, askedIn, listWith } from "../listing.ts";
import { Cards } from "../parts/card.tsx";
import { Chips, Filters } from "../parts/filters.tsx";
import { Empty, Hidden } from "../parts/fields.tsx";
import { Icon } from "../parts/icons.tsx";
import { SearchField } from "../parts/search.tsx";
import type { ShopWindow } from "../platform.ts";
import { goTo, type Reply } from "../reply.ts";
import { show } from "../shell.tsx";
import type { Visit } from "../visit.ts";

const perPage = "18";

/** The cars of a dealer, narrowed and sorted as the address says. */
export async function carsPage(visit: Visit): Promise<Reply> {
  const asked = askedIn(visit);
  const list = await found(visit, asked);
  if (!list) return goTo(visit.to("cars"));
  const { w, dealer } = visit;
  return show(visit, {
    title: asked.page > 1 ? `${w.cars} · ${w.page(asked.page)}` : w.cars,
    description: `${w.carsFor(dealer.name)}: ${w.found(list.total)}`,
    path: "cars",
    current: "cars",
    body: (
      <div class="wide">
        <div class="row between list-head">
          <h1>{w.carsFor(dealer.name)}</h1>
          <Search visit={visit} asked={asked} />
        </div>
        <div class="with-side" data-part="list">
          <Hidden values={{ ...asked.filters, q: undefined, sort: asked.sort }} form="search" />
          <Filters visit={visit} asked={asked} facets={list.facets} />
          <section aria-labelledby="results">
            <div class="row between">
              <h2 id="results" class="found">
                <span role="status">{w.found(list.total)}</span>
                <AsOf visit={visit} list={list} />
              </h2>
              <Sort visit={visit} asked={asked} />
            </div>
            <Chips visit={visit} asked={asked} />
            <Results visit={visit} asked={asked} list={list} />
          </section>
        </div>
      </div>
    ),
  });
}

/** What a list's address asks for; undefined where it cannot be asked: a filter nobody offered, an old cursor. */
async function found(visit: Visit, { filters, sort, cursor }: Asked): Promise<ShopWindow | undefined> {
  try {
    return await visit.platform.cars({ ...filters, sort, cursor, limit: perPage });
  } catch (error) {
    if (error instanceof Refusal && error.status === 400) return undefined;
    throw error;
  }
}

/**
 * Outside of what a search changes, so that whoever types is not disturbed by its answer. What else is chosen stands
 * in there, and belongs to this form.
 */
function Search({ visit, asked }: { visit: Visit; asked: Asked }) {
  const { w, to } = visit;
  return (
    <form id="search" class="find" role="search" method="get" action={to("cars")} data-live="list">
      <SearchField visit={visit} value={asked.filters.q} />
      <button class="button" type="submit">
        {w.search}
      </button>
    </form>
  );
}

/** How fresh the list is: cars are bought while somebody reads it. */
function AsOf({ visit: { w, say, dealer }, list }: { visit: Visit; list: ShopWindow }) {
  return (
    <time class="muted small" dateTime={list.as_of}>
      {w.asOf(say.clock(list.as_of, dealer.zone))}
    </time>
  );
}

function Sort({ visit, asked }: { visit: Visit; asked: Asked }) {
  const { w, to } = visit;
  const usual = "-created_at";
  return (
    <form class="sort" method="get" action={to("cars")} data-live="list">
      <Hidden values={asked.filters} />
      <label for="sort">{w.sort}</label>
      <select id="sort" name="sort">
        {Object.entries(w.sorts).map(([value, text]) => (
          <option key={value} value={value} selected={value === (asked.sort ?? usual)}>
            {text}
          </option>
        ))}
      </select>
      <button class="button quiet unscripted" type="submit">
        {w.apply}
      </button>
    </form>
  );
}

function Results({ visit, asked, list }: { visit: Visit; asked: Asked; list: ShopWindow }) {
  const { w, to } = visit;
  if (list.data.length === 0) return <Nothing visit={visit} asked={asked} />;
  return (
    <>
      <Cards
        visit={visit}
        cars={list.data}
        compare={{ form: "compare", chosen: asked.compare }}
        heading="h3"
      />
      <Paging visit={visit} asked={asked} next={list.next_cursor} />
      <form id="compare" class="tray" method="get" action={to("compare")} data-tray>
        <span class="muted" id="compare-hint">
          {w.compareHint}
        </span>
        <button class="button" type="submit" aria-describedby="compare-hint">
          {w.compareChosen}
        </button>
      </form>
    </>
  );
}

/** Nothing that was asked for; or nothing at all, which is no fault of the filters'. */
function Nothing({ visit, asked }: { visit: Visit; asked: Asked }) {
  const { w, to } = visit;
  const filtered = Object.keys(asked.filters).length > 0;
  return (
    <Empty
      title={filtered ? w.nothingFound : w.noCarsYet}
      text={filtered ? w.nothingFoundText : w.noCarsYetText}
    >
      {filtered && (
        <a class="button" href={to("cars")} data-swap>
          {w.seeAllCars}
        </a>
      )}
      <a class={filtered ? "button quiet" : "button"} href={to("enquiry")}>
        {w.enquiry}
      </a>
    </Empty>
  );
}

function Paging({ visit, asked, next }: { visit: Visit; asked: Asked; next: string | undefined }) {
  const { w, to } = visit;
  if (!next && asked.page === 1) return null;
  const { filters, sort, compare } = asked;
  return (
    <nav class="paging row between" aria-label={w.pages}>
      {asked.page > 1 ? (
        <a class="button quiet" href={listWith(visit, asked, {})} rel="first">
          {w.firstPage}
        </a>
      ) : (
        <span />
      )}
      {next && (
        <a
          class="button quiet"
          rel="next"
          href={to("cars", { ...filters, sort, compare, cursor: next, page: String(asked.page + 1) })}
        >
          {w.nextPage}
          <Icon name="next" />
        </a>
      )}
    </nav>
  );
}
