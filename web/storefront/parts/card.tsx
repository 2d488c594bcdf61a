import type { Card as Row } from "../platform.ts";
import { distance, type Visit } from "../visit.ts";
import { say } from "#shared/words";
import { Icon } from "./icons.tsx";

type Shown = Pick<Row, "vehicle" | "brand" | "model" | "year" | "body" | "price"> &
  Partial<Row> & { availability?: string };

/**
 * Cars side by side. `compare`: with boxes that choose them for the comparison of that form. `even`: in rows of one, two
 * or four, so that a few cars leave no gap.
 */
export function Cards({
  visit,
  cars,
  compare,
  heading = "h3",
  even = false,
}: {
  visit: Visit;
  cars: readonly Shown[];
  even?: boolean;
  compare?: { form: string; chosen: readonly string[] };
  heading?: "h2" | "h3";
}) {
  return (
    <ul class={even ? "cards even plain" : "cards plain"}>
      {cars.map((car, index) => (
        <li key={car.vehicle}>
          <Card visit={visit} car={car} compare={compare} heading={heading} first={index < 3} />
        </li>
      ))}
    </ul>
  );
}

function Card({
  visit,
  car,
  compare,
  heading: Heading,
  first,
}: {
  visit: Visit;
  car: Shown;
  compare: { form: string; chosen: readonly string[] } | undefined;
  heading: "h2" | "h3";
  first: boolean;
}) {
  const { w, say: format, to } = visit;
  const name = w.carTitle(car);
  return (
    <article class="card" data-car={car.vehicle}>
      <div class="stage">
        <Picture visit={visit} car={car} eager={first} />
        {car.availability === "sold" && <span class="badge">{w.soldBadge}</span>}
        {car.availability === "held" && <span class="badge">{w.heldBadge}</span>}
      </div>
      <div class="text">
        <Heading class="name">
          <a href={to(`cars/${car.vehicle}`)}>{w.carName({ brand: car.brand, model: car.model })}</a>
        </Heading>
        <p class="muted one-line">{[car.year, car.trim].filter(Boolean).join(" · ")}</p>
        <Facts visit={visit} car={car} />
        <p class="price">{format.money(car.price)}</p>
      </div>
      <div class="tools">
        {compare && (
          <label class="tick">
            <input
              type="checkbox"
              name="vehicle"
              value={car.vehicle}
              form={compare.form}
              checked={compare.chosen.includes(car.vehicle)}
              aria-label={w.compareThis(name)}
            />
            <span aria-hidden="true">{w.addToCompare}</span>
          </label>
        )}
        <Favourite visit={visit} vehicle={car.vehicle} name={name} />
      </div>
    </article>
  );
}

function Facts({ visit, car }: { visit: Visit; car: Shown }) {
  const { w } = visit;
  return (
    <ul class="facts plain">
      {car.mileage_km !== undefined && (
        <li>
          <Icon name="gauge" />
          {distance(visit, car.mileage_km)}
        </li>
      )}
      {car.fuel && (
        <li>
          <Icon name="fuel" />
          {w.fuels[car.fuel]}
        </li>
      )}
      {car.transmission && (
        <li>
          <Icon name="gearbox" />
          {w.transmissions[car.transmission]}
        </li>
      )}
    </ul>
  );
}

/** The heart is a browser's own memory: without scripts it is not there. */
export function Favourite({ visit, vehicle, name }: { visit: Visit; vehicle: string; name: string }) {
  return (
    <button
      type="button"
      class="heart scripted"
      data-favourite={vehicle}
      data-dealer={visit.dealer.dealer}
      aria-pressed="false"
      aria-label={visit.w.favouriteAdd(name)}
    >
      <Icon name="heart" />
    </button>
  );
}

/** The car's first picture, or a drawing of its body. */
export function Picture({
  visit,
  car,
  eager = false,
}: {
  visit: Visit;
  car: Pick<Shown, "brand" | "model" | "year" | "body" | "photo">;
  eager?: boolean;
}) {
  const { w, locale } = visit;
  const alt = car.photo?.alt ? say(car.photo.alt, locale) : w.photoOf(w.carTitle(car));
  return (
    <img
      src={car.photo?.url ?? drawingOf(car.body)}
      alt={alt}
      width="800"
      height="400"
      loading={eager ? "eager" : "lazy"}
      decoding="async"
    />
  );
}

export function drawingOf(body: string): string {
  return `/v1/drawings/${body}-silver.svg`;
}
