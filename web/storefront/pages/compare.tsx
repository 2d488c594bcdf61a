import type { Money } from "#shared/money";
import { Picture } from "../parts/card.tsx";
import { Crumbs, Empty } from "../parts/fields.tsx";
import { attributeText } from "../parts/specification.tsx";
import type { Comparison } from "../platform.ts";
import type { Reply } from "../reply.ts";
import { show } from "../shell.tsx";
import { distance, ifThere, type Visit } from "../visit.ts";

type Row = Comparison["rows"][number];

/** Two to four cars side by side. */
export async function comparePage(visit: Visit): Promise<Reply> {
  const { w, platform, incoming, to } = visit;
  const wanted = [...new Set(incoming.query.getAll("vehicle"))].slice(0, 4);
  const comparison = wanted.length < 2 ? undefined : await ifThere(platform.comparison(wanted));
  const few = wanted.length < 2;
  const body = (
    <div class="wide">
      <Crumbs visit={visit} here={w.compare} inCars />
      {comparison ? (
        <>
          <h1>{w.compare}</h1>
          <p class="muted">{w.compareLead}</p>
          <Table visit={visit} comparison={comparison} />
        </>
      ) : (
        <Empty
          heading="h1"
          title={few ? w.compareTooFew : w.compareGone}
          text={few ? w.compareTooFewText : undefined}
        >
          <a class="button" href={to("cars", { compare: few ? wanted : [] })}>
            {w.backToCars}
          </a>
        </Empty>
      )}
    </div>
  );
  return show(visit, { title: w.compare, current: "cars", body }, { kept: true });
}

function Table({ visit, comparison }: { visit: Visit; comparison: Comparison }) {
  const { w, say, to } = visit;
  return (
    <div
      class="scroll"
      data-seen="compare"
      data-vehicles={comparison.vehicles.map(({ vehicle }) => vehicle).join(" ")}
      role="region"
      aria-label={w.compareTable}
      tabIndex={0}
    >
      <table class="comparison">
        <thead>
          <tr>
            <th scope="col">
              <span class="hidden">{w.property}</span>
            </th>
            {comparison.vehicles.map((car) => (
              <th key={car.vehicle} scope="col">
                <div class="stage">
                  <Picture visit={visit} car={car} eager />
                </div>
                <a href={to(`cars/${car.vehicle}`)}>{w.carTitle(car)}</a>
                <span class="price">{say.money(car.price)}</span>
                {car.availability === "available" ? (
                  <a
                    class="button"
                    href={to(`cars/${car.vehicle}/reserve`)}
                    aria-label={`${w.reserveNow}: ${w.carTitle(car)}`}
                  >
                    {w.reserveNow}
                  </a>
                ) : (
                  <span class="muted">{car.availability === "sold" ? w.soldBadge : w.heldBadge}</span>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {comparison.rows.map((row) => (
            <tr key={row.field + (row.feature ?? "")} class={row.differs ? "differs" : undefined}>
              <th scope="row">{labelOf(visit, row)}</th>
              {row.values.map((value, index) => (
                <td key={comparison.vehicles[index]?.vehicle}>{valueText(visit, row, value)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function labelOf({ w }: Visit, { field, feature }: Row): string {
  if (feature !== undefined) return feature;
  const attribute = field.startsWith("configuration.") ? field.slice("configuration.".length) : undefined;
  if (attribute) return w.attributes[attribute as keyof typeof w.attributes] ?? attribute;
  const labels: Readonly<Record<string, string>> = {
    price: w.price,
    brand: w.brand,
    model: w.model,
    trim: w.trim,
    year: w.year,
    mileage_km: w.mileage,
    body: w.type,
    fuel: w.fuel,
    transmission: w.transmission,
    colour: w.colour,
  };
  return labels[field] ?? field;
}

function valueText(visit: Visit, { field }: Row, value: Row["values"][number]): string {
  const { w, say } = visit;
  if (value === null) return w.unknown;
  if (typeof value === "boolean") return value ? w.yes : w.no;
  if (typeof value === "object") return say.money(value satisfies Money);
  if (field.startsWith("configuration."))
    return attributeText(visit, field.slice("configuration.".length), value) ?? w.unknown;
  if (field === "mileage_km") return distance(visit, Number(value));
  const words: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    body: w.bodies,
    fuel: w.fuels,
    transmission: w.transmissions,
  };
  if (field === "brand") return w.brandName(String(value));
  return words[field]?.[value] ?? String(value);
}
