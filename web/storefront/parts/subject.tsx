import type { ComponentChildren } from "preact";
import type { Car } from "../platform.ts";
import type { Visit } from "../visit.ts";
import { Picture } from "./card.tsx";

/** The one car that a page is about, small: its picture, and beside it its name and price or whatever the page says. */
export function Subject({ visit, car, children }: { visit: Visit; car: Car; children?: ComponentChildren }) {
  const { w, say } = visit;
  return (
    <div class="subject panel">
      <div class="stage">
        <Picture visit={visit} car={{ ...car, photo: car.photos[0] }} eager />
      </div>
      <p>
        {children ?? (
          <>
            <strong>{w.carTitle(car)}</strong>
            {car.trim && <span class="muted">{car.trim}</span>}
            <span class="price">{say.money(car.price)}</span>
          </>
        )}
      </p>
    </div>
  );
}
