import { now } from "#shared/time";
import { say } from "#shared/words";
import type { Store } from "../platform.ts";
import type { Visit } from "../visit.ts";
import { Icon } from "./icons.tsx";

const week = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

/** A store: where it is, whether it is open, and when. Times are told by the clock on its own wall. */
export function StoreCard({
  visit,
  store,
  heading: Heading = "h3",
}: {
  visit: Visit;
  store: Store;
  heading?: "h2" | "h3";
}) {
  const { w, locale } = visit;
  const { lines, city, region, postcode } = store.address;
  return (
    <article class="store panel">
      <div class="row between">
        <Heading>{say(store.name, locale)}</Heading>
        <span class={store.open_now ? "state open" : "state"}>
          <Icon name="clock" />
          {store.open_now ? w.openNow : w.closedNow}
        </span>
      </div>
      <address>
        {[...lines, [city, region, postcode].filter(Boolean).join(" ")].map((line) => (
          <span key={line}>{line}</span>
        ))}
      </address>
      <p class="row links">
        <a href={mapOf(store)} rel="noopener">
          <Icon name="pin" />
          {w.map}
        </a>
        {store.phone && (
          <a href={`tel:${store.phone}`}>
            <Icon name="phone" />
            {store.phone}
          </a>
        )}
      </p>
      <Hours visit={visit} store={store} />
    </article>
  );
}

function Hours({ visit, store }: { visit: Visit; store: Store }) {
  const { w, say } = visit;
  return (
    <details class="hours">
      <summary>{w.openingHours}</summary>
      <table>
        <tbody>
          {week.map((day) => (
            <tr key={day}>
              <th scope="row">{w.weekdays[day]}</th>
              <td>
                {(store.opening_hours[day] ?? [])
                  .map(({ opens, closes }) => `${opens}–${closes}`)
                  .join(", ") || w.closed}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="muted">{w.hoursZone(say.zone(store.zone, now()))}</p>
    </details>
  );
}

/** OpenStreetMap shows a place by its coordinates and looks an address up without them. */
function mapOf({ geo, address }: Store): string {
  if (geo)
    return `https://www.openstreetmap.org/?mlat=${geo.latitude}&mlon=${geo.longitude}#map=16/${geo.latitude}/${geo.longitude}`;
  const words = [...address.lines, address.city, address.postcode].filter(Boolean).join(", ");
  return `https://www.openstreetmap.org/search?query=${encodeURIComponent(words)}`;
}
