import { type ComponentChildren, h } from "preact";
import type { Visit } from "../visit.ts";

/** What was wrong with a form: words for a field, by the field's name. */
export type Wrongs = Readonly<Record<string, string>>;

type Props = {
  visit: Visit;
  name: string;
  label: string;
  values?: URLSearchParams;
  wrongs?: Wrongs | undefined;
  type?: "text" | "email" | "tel" | "password";
  hint?: string;
  required?: boolean;
  autocomplete?:
    | "name"
    | "email"
    | "tel"
    | "username"
    | "current-password"
    | "new-password"
    | "one-time-code";
  long?: boolean;
  value?: string;
  most?: number;
};

/** A field with its label, a hint, and what was wrong with what was typed, which stays. */
export function Field(props: Props) {
  const { visit, name, label, values, wrongs, type = "text", hint, required, autocomplete, long } = props;
  const wrong = wrongs?.[name];
  const described = [hint && `${name}-hint`, wrong && `${name}-wrong`].filter(Boolean).join(" ");
  const shared = {
    id: name,
    name,
    required,
    maxLength: props.most ?? 320,
    "aria-describedby": described || undefined,
    "aria-invalid": wrong ? ("true" as const) : undefined,
  };
  const value = type === "password" ? "" : (values?.get(name) ?? props.value ?? "");
  return (
    <div class={wrong ? "field wrong" : "field"}>
      <label for={name}>
        {label} {!required && <span class="muted">({visit.w.optional})</span>}
      </label>
      {hint && (
        <p class="hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      {long ? (
        <textarea {...shared} rows={4}>
          {value}
        </textarea>
      ) : (
        h("input", { ...shared, type, value, autocomplete })
      )}
      {wrong && (
        <p class="error" id={`${name}-wrong`}>
          {wrong}
        </p>
      )}
    </div>
  );
}

/** Says at the top that something is to be done again; the reader's software reads it first. */
export function Wrong({ visit, wrongs }: { visit: Visit; wrongs: Wrongs | undefined }) {
  if (!wrongs) return null;
  return (
    <div class="notice bad" role="alert">
      <strong>{visit.w.formWrong}</strong>
      <ul>
        {Object.entries(wrongs).map(([name, text]) => (
          <li key={name}>{name === "form" ? text : <a href={`#${name}`}>{text}</a>}</li>
        ))}
      </ul>
    </div>
  );
}

/** `form`: the id of the form that they belong to, where they do not stand in it. */
export function Hidden({
  values,
  form,
}: {
  values: Readonly<Record<string, string | undefined>>;
  form?: string;
}) {
  return (
    <>
      {Object.entries(values).map(([name, value]) =>
        value === undefined ? null : <input key={name} type="hidden" name={name} value={value} form={form} />,
      )}
    </>
  );
}

/** Where there is nothing to show: what it means and what to do. */
export function Empty({
  title,
  text,
  heading: Heading = "h2",
  children,
}: {
  title: string;
  text?: string;
  heading?: "h1" | "h2";
  children?: ComponentChildren;
}) {
  return (
    <div class="empty">
      <img src="/v1/drawings/hatchback-grey.svg" alt="" width="800" height="400" />
      <Heading>{title}</Heading>
      {text && <p class="muted">{text}</p>}
      {children && <p class="actions">{children}</p>}
    </div>
  );
}

export function Crumbs({ visit, here, inCars }: { visit: Visit; here: string; inCars?: boolean }) {
  const { w, to } = visit;
  return (
    <nav class="crumbs" aria-label={w.breadcrumb}>
      <ol class="plain">
        <li>
          <a href={to()}>{w.home}</a>
        </li>
        {inCars && (
          <li>
            <a href={to("cars")}>{w.cars}</a>
          </li>
        )}
        <li aria-current="page">{here}</li>
      </ol>
    </nav>
  );
}
