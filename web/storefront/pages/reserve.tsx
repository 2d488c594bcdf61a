import { randomUUID } from "node:crypto";
import { Refusal } from "#shared/errors";
import { Crumbs, Empty, Field, Hidden, Wrong, type Wrongs } from "../parts/fields.tsx";
import { Cards } from "../parts/card.tsx";
import { Subject } from "../parts/subject.tsx";
import type { Car } from "../platform.ts";
import { goTo, type Reply } from "../reply.ts";
import { show } from "../shell.tsx";
import { carsLike } from "../similar.ts";
import { tokenOf, type Visit } from "../visit.ts";
import { wrongsOf } from "../wrongs.ts";
import { keyIn } from "./enquiry.tsx";

/** The last look before a car is held: what it is, what it costs, what happens next. */
export async function reservePage(visit: Visit, vehicle: string): Promise<Reply> {
  await tokenOf(visit);
  const car = await visit.platform.car(vehicle);
  if (car.availability !== "available") return takenPage(visit, car);
  return form(visit, car, new URLSearchParams());
}

/** Orders the car. The form's own key makes a second press the same order. */
export async function placeOrder(visit: Visit, vehicle: string): Promise<Reply> {
  const { platform, incoming, w, to } = visit;
  const token = await tokenOf(visit);
  const note = incoming.form.get("note")?.trim() || undefined;
  try {
    const { order } = await platform.place(token, { vehicle, note }, keyIn(incoming.form));
    return goTo(to(`orders/${order}`));
  } catch (error) {
    const car = await platform.car(vehicle);
    if (error instanceof Refusal && error.status === 409) return takenPage(visit, car);
    return form(visit, car, incoming.form, wrongsOf(error, w));
  }
}

function form(visit: Visit, car: Car, values: URLSearchParams, wrongs?: Wrongs): Reply {
  const { w, to, say } = visit;
  const body = (
    <div class="wide narrow">
      <Crumbs visit={visit} here={w.orderTitle} inCars />
      <h1>{w.orderTitle}</h1>
      <p class="lead muted">{w.orderLead}</p>
      <Subject visit={visit} car={car} />
      <Wrong visit={visit} wrongs={wrongs} />
      <form class="form panel" method="post" action={to(`cars/${car.vehicle}/reserve`)}>
        <Hidden values={{ key: values.get("key") ?? randomUUID() }} />
        <Field
          visit={visit}
          values={values}
          wrongs={wrongs}
          name="note"
          label={w.orderNote}
          long
          most={1000}
        />
        <p class="row between total">
          <span>{w.orderTotal}</span>
          <strong class="price">{say.money(car.price)}</strong>
        </p>
        <button class="button wide-button" type="submit">
          {w.orderNow}
        </button>
        <p class="muted small">{w.orderTerms}</p>
      </form>
    </div>
  );
  return show(visit, { title: w.orderTitle, current: "cars", body }, { status: wrongs ? 422 : 200 });
}

/** Somebody was faster: nothing was charged, and there are others. */
async function takenPage(visit: Visit, car: Car): Promise<Reply> {
  const { w, to } = visit;
  const similar = await carsLike(visit, car);
  const taken = car.availability !== "available";
  const body = (
    <div class="wide">
      <Empty heading="h1" title={taken ? w.taken : w.changed} text={taken ? w.takenText : w.changedText}>
        <a class="button" href={to(taken ? "cars" : `cars/${car.vehicle}`)}>
          {taken ? w.seeAllCars : w.carTitle(car)}
        </a>
      </Empty>
      {similar.length > 0 && (
        <section class="block" aria-labelledby="similar">
          <h2 id="similar">{w.alternatives}</h2>
          <Cards visit={visit} cars={similar} even />
        </section>
      )}
    </div>
  );
  return show(visit, { title: taken ? w.taken : w.changed, current: "cars", body }, { status: 409 });
}
