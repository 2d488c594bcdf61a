import { say } from "#shared/words";
import { planFor } from "../finance.ts";
import { structuredCar } from "../facts.ts";
import { Calculator, termsOf } from "../parts/calculator.tsx";
import { Cards, drawingOf, Favourite } from "../parts/card.tsx";
import { Crumbs } from "../parts/fields.tsx";
import { Specification } from "../parts/specification.tsx";
import { StoreCard } from "../parts/stores.tsx";
import type { Car, Card, Store } from "../platform.ts";
import type { Reply } from "../reply.ts";
import { show } from "../shell.tsx";
import { carsLike } from "../similar.ts";
import { distance, ifThere, type Visit } from "../visit.ts";

/** Everything about one car, and what can be done: reserve it, ask about it, or look at others like it. */
export async function carPage(visit: Visit, vehicle: string): Promise<Reply> {
  const { w, say: format, platform } = visit;
  const car = await platform.car(vehicle);
  const [similar, stores] = await Promise.all([
    carsLike(visit, car),
    ifThere(platform.stores()).then((found) => found?.data ?? []),
  ]);
  const title = w.carTitle(car);
  const description = [
    title,
    car.trim,
    distance(visit, car.mileage_km),
    w.fuels[car.fuel],
    format.money(car.price),
  ];
  return show(visit, {
    title: car.trim ? `${title} ${car.trim}` : title,
    description: description.filter(Boolean).join(" · "),
    path: `cars/${vehicle}`,
    image: car.photos[0]?.url ?? drawingOf(car.body),
    facts: structuredCar(visit, car),
    current: "cars",
    body: (
      <div class="wide" data-seen="view" data-vehicles={vehicle}>
        <Crumbs visit={visit} here={title} inCars />
        <Taken visit={visit} car={car} />
        <div class="car">
          <Gallery visit={visit} car={car} />
          <Offer visit={visit} car={car} />
          <div class="about">
            <Highlights visit={visit} car={car} />
            <Specification visit={visit} car={car} />
            {car.availability !== "sold" && (
              <Calculator visit={visit} price={car.price} path={`cars/${vehicle}`} />
            )}
            <Where visit={visit} car={car} stores={stores} />
          </div>
        </div>
        <Similar visit={visit} car={car} similar={similar} />
      </div>
    ),
  });
}

/** A car that cannot be had says so first, whatever a search engine or a friend's link promised. */
function Taken({ visit: { w }, car }: { visit: Visit; car: Car }) {
  if (car.availability === "available") return null;
  const sold = car.availability === "sold";
  return (
    <div class="notice" role="status">
      <strong>{sold ? w.soldTitle : w.heldTitle}</strong>
      <p>{sold ? w.soldText : w.heldText}</p>
    </div>
  );
}

function Gallery({ visit, car }: { visit: Visit; car: Car }) {
  const { w, locale } = visit;
  const title = w.carTitle(car);
  const drawn = { url: drawingOf(car.body), alt: undefined };
  const photos = car.photos.length > 0 ? car.photos : [drawn];
  return (
    <div class="gallery" role="group" aria-label={w.photos}>
      <ul class="plain" tabIndex={photos.length > 1 ? 0 : undefined}>
        {photos.map((photo, index) => (
          <li key={photo.url} class="stage" id={`picture-${index + 1}`}>
            <img
              src={photo.url}
              alt={photo.alt ? say(photo.alt, locale) : w.photoOf(title)}
              width="800"
              height="400"
              fetchpriority={index === 0 ? "high" : undefined}
              loading={index === 0 ? "eager" : "lazy"}
            />
          </li>
        ))}
      </ul>
      {photos.length > 1 && (
        <p class="dots">
          {photos.map((photo, index) => (
            <a
              key={photo.url}
              href={`#picture-${index + 1}`}
              aria-label={w.photoNumber(index + 1, photos.length)}
            >
              {index + 1}
            </a>
          ))}
        </p>
      )}
      {photos.some(({ url }) => url.startsWith("/v1/drawings/")) && <p class="muted small">{w.drawing}</p>}
    </div>
  );
}

function Offer({ visit, car }: { visit: Visit; car: Car }) {
  const { w, say: format, to } = visit;
  const terms = termsOf(visit, car.price);
  const monthly = terms && { ...car.price, amount: planFor(car.price, terms).monthly };
  const title = w.carTitle(car);
  return (
    <aside class="offer">
      <div class="panel">
        <h1>{title}</h1>
        <p class="muted">
          {[car.trim, distance(visit, car.mileage_km), w.fuels[car.fuel]].filter(Boolean).join(" · ")}
        </p>
        <p class="price big">{format.money(car.price)}</p>
        {car.availability !== "sold" && monthly && (
          <p>
            <a href="#finance">{w.monthlyFrom(format.money(monthly))}</a>
          </p>
        )}
        {car.availability === "available" && (
          <>
            <a class="button wide-button" href={to(`cars/${car.vehicle}/reserve`)}>
              {w.reserve}
            </a>
            <p class="muted small">{w.reserveText}</p>
          </>
        )}
        <a class="button quiet wide-button" href={to("enquiry", { vehicle: car.vehicle })}>
          {car.availability === "available"
            ? w.askAboutCar
            : car.availability === "held"
              ? w.tellMe
              : w.askForSimilar}
        </a>
        <p class="row between small">
          {car.availability === "sold" ? (
            <span />
          ) : (
            <a href={to("cars", { compare: car.vehicle, body: car.body })}>{w.compare}</a>
          )}
          <Favourite visit={visit} vehicle={car.vehicle} name={title} />
        </p>
        <p class="muted small">{w.soldBy(car.dealer.name)}</p>
      </div>
    </aside>
  );
}

function Highlights({ visit: { w, locale }, car }: { visit: Visit; car: Car }) {
  const points = car.selling_points ?? [];
  if (points.length === 0) return null;
  return (
    <section aria-labelledby="highlights">
      <h2 id="highlights">{w.highlights}</h2>
      <ul class="ticks plain">
        {points.map((point) => (
          <li key={say(point, locale)}>{say(point, locale)}</li>
        ))}
      </ul>
    </section>
  );
}

function Where({ visit, car, stores }: { visit: Visit; car: Car; stores: readonly Store[] }) {
  const store = stores.find((each) => each.store === car.store);
  if (!store) return null;
  return (
    <section aria-labelledby="where">
      <h2 id="where">{visit.w.whereToSee}</h2>
      <StoreCard visit={visit} store={store} />
    </section>
  );
}

function Similar({ visit, car, similar }: { visit: Visit; car: Car; similar: readonly Card[] }) {
  if (similar.length === 0) return null;
  const { w } = visit;
  return (
    <section class="block" aria-labelledby="similar">
      <h2 id="similar">{car.availability === "available" ? w.similar : w.alternatives}</h2>
      <Cards visit={visit} cars={similar} even />
    </section>
  );
}
