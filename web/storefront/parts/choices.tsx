import { priceSteps } from "../listing.ts";
import type { Visit } from "../visit.ts";

type Option = { readonly value: string; readonly text: string };

export function Choice({
  visit,
  name,
  label,
  options,
  chosen,
}: {
  visit: Visit;
  name: string;
  label: string;
  options: readonly Option[];
  chosen: string | undefined;
}) {
  const all =
    chosen === undefined || options.some(({ value }) => value === chosen)
      ? options
      : [...options, { value: chosen, text: chosen }];
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <select id={name} name={name}>
        <option value="">{visit.w.any}</option>
        {all.map(({ value, text }) => (
          <option key={value} value={value} selected={value === chosen}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Round prices between the cheapest car and the dearest. */
export function PriceSelect({
  visit,
  name,
  label,
  range,
  chosen,
}: {
  visit: Visit;
  name: "price_gte" | "price_lte";
  label: string;
  range: { min: number; max: number } | undefined;
  chosen: string | undefined;
}) {
  const { say, dealer } = visit;
  const { currency } = dealer;
  const text = (amount: number) => say.money({ amount, currency });
  const options = priceSteps(range, say.minorUnits(currency)).map((amount) => ({
    value: String(amount),
    text: text(amount),
  }));
  const known =
    chosen !== undefined && /^\d{1,12}$/.test(chosen) && !options.some(({ value }) => value === chosen);
  const all = known ? [...options, { value: chosen, text: text(Number(chosen)) }] : options;
  return <Choice visit={visit} name={name} label={label} options={all} chosen={chosen} />;
}
