import { randomUUID } from "node:crypto";
import { Crumbs, Empty, Field, Hidden, Wrong, type Wrongs } from "../parts/fields.tsx";
import { Subject } from "../parts/subject.tsx";
import type { Car } from "../platform.ts";
import { goTo, type Reply } from "../reply.ts";
import { show } from "../shell.tsx";
import { ifThere, type Visit } from "../visit.ts";
import { wrongsOf } from "../wrongs.ts";

/** A form for anybody who wants to know something, about a car or in general. */
export async function enquiryPage(visit: Visit): Promise<Reply> {
  return form(visit, visit.incoming.query);
}

/** Receives the form. What was typed stays when something is wrong with it. */
export async function sendEnquiry(visit: Visit): Promise<Reply> {
  const { incoming, platform, locale, w } = visit;
  const { form: typed } = incoming;
  const text = (name: string) => typed.get(name)?.trim() || undefined;
  const lead = {
    contact: { name: text("name"), email: text("email"), phone: text("phone") },
    message: text("message"),
    vehicle: text("vehicle"),
    locale,
    consent: { marketing: typed.get("news") === "yes" },
  };
  try {
    await platform.leaveLead(lead, keyIn(typed));
  } catch (error) {
    return form(visit, typed, wrongsOf(error, w));
  }
  return goTo(visit.to("enquiry/thanks"));
}

export async function thanksPage(visit: Visit): Promise<Reply> {
  const { w, to } = visit;
  const body = (
    <div class="wide">
      <Empty heading="h1" title={w.thanks} text={w.thanksText}>
        <a class="button" href={to("cars")}>
          {w.backToCars}
        </a>
      </Empty>
    </div>
  );
  return show(visit, { title: w.thanks, body });
}

/** The key a form was given, so that a second press is the same wish; text that cannot be one is replaced. */
export function keyIn(typed: URLSearchParams): string {
  const key = typed.get("key") ?? "";
  return /^[\w-]{8,64}$/.test(key) ? key : randomUUID();
}

async function form(visit: Visit, values: URLSearchParams, wrongs?: Wrongs): Promise<Reply> {
  const { w, to, platform } = visit;
  const vehicle = values.get("vehicle") ?? undefined;
  const car = vehicle ? await ifThere(platform.car(vehicle)) : undefined;
  const title = car ? w.enquiryAbout(w.carTitle(car)) : w.enquiry;
  const body = (
    <div class="wide narrow">
      <Crumbs visit={visit} here={w.enquiry} />
      <h1>{title}</h1>
      <p class="lead muted">{w.enquiryLead}</p>
      {car && <Subject visit={visit} car={car} />}
      <Wrong visit={visit} wrongs={wrongs} />
      <form class="form panel" method="post" action={to("enquiry")} noValidate>
        <Hidden values={{ key: values.get("key") ?? randomUUID(), vehicle: car?.vehicle }} />
        <Fields visit={visit} values={values} wrongs={wrongs} car={car} />
        <label class="tick">
          <input type="checkbox" name="news" value="yes" checked={values.get("news") === "yes"} />
          <span>{w.wantNews}</span>
        </label>
        <p class="muted small">{w.privacyNote}</p>
        <button class="button" type="submit">
          {w.send}
        </button>
      </form>
    </div>
  );
  return show(visit, { title, body }, { status: wrongs ? 422 : 200 });
}

function Fields(props: {
  visit: Visit;
  values: URLSearchParams;
  wrongs: Wrongs | undefined;
  car: Car | undefined;
}) {
  const { car, ...given } = props;
  const { w } = given.visit;
  const message = car ? w.messageExample(w.carTitle(car)) : "";
  return (
    <>
      <Field {...given} name="name" label={w.yourName} autocomplete="name" most={200} />
      <Field {...given} name="email" label={w.email} type="email" autocomplete="email" />
      <Field
        {...given}
        name="phone"
        label={w.phone}
        type="tel"
        autocomplete="tel"
        hint={w.phoneHint}
        most={64}
      />
      <Field {...given} name="message" label={w.message} long value={message} most={4000} />
    </>
  );
}
