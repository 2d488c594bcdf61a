import { now } from "#shared/time";
import { type Asked, type FilterName, listWith, withoutFilter } from "../listing.ts";
import type { Facets } from "../platform.ts";
import { distance, kilometresOf, type Visit } from "../visit.ts";
import { Choice, PriceSelect } from "./choices.tsx";
import { Hidden } from "./fields.tsx";
import { Icon } from "./icons.tsx";

type Props = { visit: Visit; asked: Asked; facets: Facets };

/** What the list can be narrowed by: links with counts, which work without scripts, and ranges as a form. */
export function Filters(props: Props) {
  const { visit, asked, facets } = props;
  const { w } = visit;
  return (
    <details class="filters panel">
      <summary>{w.filters}</summary>
      <Facet {...props} name="fuel" title={w.fuel} words={w.fuels} values={facets.fuel} />
      <Facet {...props} name="body" title={w.type} words={w.bodies} values={facets.body} />
      <Facet
        {...props}
        name="brand"
        title={w.make}
        said={w.brandName}
        values={facets.brand}
        more={w.moreMakes}
      />
      {asked.filters.brand && (
        <Facet {...props} name="model" title={w.model} values={facets.model} more={w.moreModels} />
      )}
      <Ranges {...props} />
    </details>
  );
}

const shownAtOnce = 8;

function Facet({
  visit,
  asked,
  name,
  title,
  values,
  words = {},
  said = (value) => words[value] ?? value,
  more,
}: Props & {
  name: "fuel" | "body" | "brand" | "model";
  title: string;
  values: Facets["fuel"];
  words?: Readonly<Record<string, string>>;
  /** What a value is called. */
  said?: (value: string) => string;
  more?: string;
}) {
  const link = ({ value, count }: Facets["fuel"][number]) => {
    const chosen = asked.filters[name]?.toLowerCase() === value.toLowerCase();
    const changes = chosen ? withoutFilter(name) : { ...withoutFilter(name), [name]: value };
    return (
      <li key={value}>
        <a
          href={listWith(visit, asked, changes)}
          aria-current={chosen ? "true" : undefined}
          class="facet"
          data-swap
        >
          <span>{said(value)}</span>
          <span class="count">{count}</span>
        </a>
      </li>
    );
  };
  if (values.length === 0) return null;
  return (
    <div class="facets">
      <h3>{title}</h3>
      <ul class="plain">{values.slice(0, shownAtOnce).map(link)}</ul>
      {values.length > shownAtOnce && more && (
        <details>
          <summary>{more}</summary>
          <ul class="plain">{values.slice(shownAtOnce).map(link)}</ul>
        </details>
      )}
    </div>
  );
}

const mileages = [10, 20, 30, 50, 80, 120].map((thousand) => thousand * 1000);

function Ranges({ visit, asked, facets }: Props) {
  const { w, to } = visit;
  const { price_gte, price_lte, year_gte, mileage_lte, ...others } = asked.filters;
  const newest = facets.year?.max ?? new Date(now()).getUTCFullYear();
  const years = Array.from({ length: 12 }, (_, index) => newest - index).filter(
    (year) => year >= (facets.year?.min ?? year),
  );
  return (
    <form class="ranges" method="get" action={to("cars")} data-live="list">
      <Hidden values={{ ...others, sort: asked.sort }} />
      <PriceSelect
        visit={visit}
        name="price_gte"
        label={w.priceFrom}
        range={facets.price}
        chosen={price_gte}
      />
      <PriceSelect visit={visit} name="price_lte" label={w.priceTo} range={facets.price} chosen={price_lte} />
      <Choice
        visit={visit}
        name="year_gte"
        label={w.yearFrom}
        options={years.map((year) => ({ value: String(year), text: String(year) }))}
        chosen={year_gte}
      />
      <Choice
        visit={visit}
        name="mileage_lte"
        label={w.mileageTo}
        options={mileages.map((each) => {
          const km = kilometresOf(visit, each);
          return { value: String(km), text: distance(visit, km) };
        })}
        chosen={mileage_lte}
      />
      <button class="button quiet unscripted" type="submit">
        {w.apply}
      </button>
    </form>
  );
}

/** What is chosen, each with a way out. */
export function Chips({ visit, asked }: Omit<Props, "facets">) {
  const { w, to } = visit;
  const names = Object.keys(asked.filters) as FilterName[];
  if (names.length === 0) return null;
  return (
    <ul class="chips plain" aria-label={w.chosen}>
      {names.map((name) => {
        const text = chipText(visit, name, asked.filters[name] ?? "");
        return (
          <li key={name}>
            <a href={listWith(visit, asked, withoutFilter(name))} aria-label={w.removeFilter(text)} data-swap>
              <bdi>{text}</bdi>
              <Icon name="close" />
            </a>
          </li>
        );
      })}
      <li>
        <a class="clear" href={to("cars", { sort: asked.sort, compare: asked.compare })} data-swap>
          {w.clearAll}
        </a>
      </li>
    </ul>
  );
}

/** A chip says what it does; what cannot be read stays as it was typed. */
function chipText(visit: Visit, name: FilterName, value: string): string {
  const { w, say, dealer } = visit;
  const number = /^\d{1,12}$/.test(value) ? Number(value) : undefined;
  const money = () => say.money({ amount: number ?? 0, currency: dealer.currency });
  if (name === "fuel") return w.fuels[value as keyof typeof w.fuels] ?? value;
  if (name === "body") return w.bodies[value as keyof typeof w.bodies] ?? value;
  if (name === "q") return w.quoted(value);
  if (name === "brand") return w.brandName(value);
  if (number === undefined || name === "model") return value;
  if (name === "price_gte") return w.from(money());
  if (name === "price_lte") return w.under(money());
  if (name === "year_gte") return w.from(value);
  return w.under(distance(visit, number));
}
