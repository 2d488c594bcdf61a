import type { Car } from "../platform.ts";
import { distance, type Visit } from "../visit.ts";

/** All that is known of a car, and nothing that is not. */
export function Specification({ visit, car }: { visit: Visit; car: Car }) {
  const { w, say } = visit;
  const { features, ...attributes } = car.configuration;
  const known = [
    [w.year, String(car.year)],
    [w.mileage, distance(visit, car.mileage_km)],
    [w.type, w.bodies[car.body]],
    [w.fuel, w.fuels[car.fuel]],
    [w.transmission, car.transmission && w.transmissions[car.transmission]],
    [w.colour, car.colour],
    ...Object.entries(attributes).map(([name, value]) => [
      w.attributes[name as keyof typeof w.attributes],
      attributeText(visit, name, value),
    ]),
    [w.builtIn, car.vin_facts.country && say.country(car.vin_facts.country)],
    [w.vin, car.vin],
  ].filter((row): row is [string, string] => row[0] !== undefined && row[1] !== undefined);
  return (
    <section aria-labelledby="specification">
      <h2 id="specification">{w.specification}</h2>
      <dl class="specification">
        {known.map(([label, text]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      {features && (
        <>
          <h3>{w.equipment}</h3>
          <ul class="pills plain">
            {features.map((feature) => (
              <li key={feature}>
                <span>{feature}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** One attribute of the configuration with its unit. */
export function attributeText(
  { w, say }: Visit,
  name: string,
  value: string | number | undefined,
): string | undefined {
  if (value === undefined) return undefined;
  if (name === "drive") return w.drives[value as keyof typeof w.drives];
  if (typeof value === "string") return value;
  if (name === "engine_cc") return `${say.number(value)} cc`;
  if (name === "power_kw") return `${say.number(value)} kW`;
  if (name === "torque_nm") return `${say.number(value)} Nm`;
  if (name === "battery_kwh") return `${say.number(value)} kWh`;
  if (name === "range_km") return say.unit(value, "kilometer");
  return say.number(value);
}
