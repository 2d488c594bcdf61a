import type { WindowRow } from "../window-row.ts";

/** A row of the window as columns take it: texts and figures side by side, the photo as JSON, the time as a number. */
export type Flat = {
  readonly brand: string;
  readonly model: string;
  readonly trim: string | undefined;
  readonly colour: string;
  readonly body: string;
  readonly fuel: string;
  readonly transmission: string | undefined;
  readonly store: string | undefined;
  readonly currency: string;
  readonly photo: string | undefined;
  /** Minor units, years, kilometres, milliseconds since 1970. */
  readonly price: number;
  readonly year: number;
  readonly mileage: number;
  readonly created: number;
};

/** What became of a vehicle in the shop window. `revision` is the vehicle's version: of two, the higher is true. */
export type Entry = {
  readonly vehicle: string;
  readonly revision: number;
  /** Absent: it left. */
  readonly flat: Flat | undefined;
};

/** An entry of a row, or of a vehicle that left. */
export function entryOf(vehicle: string, revision: number, row: WindowRow | undefined): Entry {
  return { vehicle, revision, flat: row && flatOf(row) };
}

/** The row again, as it was. */
export function rowOf(vehicle: string, flat: Flat): WindowRow {
  const { brand, model, trim, year, colour, body, fuel, transmission, mileage, store, photo } = flat;
  return {
    vehicle,
    brand,
    model,
    ...(trim === undefined ? {} : { trim }),
    year,
    colour,
    body: body as WindowRow["body"],
    fuel: fuel as WindowRow["fuel"],
    ...(transmission === undefined ? {} : { transmission: transmission as WindowRow["transmission"] }),
    mileage_km: mileage,
    price: { amount: flat.price, currency: flat.currency as WindowRow["price"]["currency"] },
    ...(store === undefined ? {} : { store }),
    created_at: new Date(flat.created).toISOString(),
    ...(photo === undefined ? {} : { photo: JSON.parse(photo) as WindowRow["photo"] }),
  };
}

function flatOf({ price, mileage_km, created_at, photo, ...row }: WindowRow): Flat {
  const { brand, model, trim, colour, body, fuel, transmission, store, year } = row;
  return {
    brand,
    model,
    trim,
    colour,
    body,
    fuel,
    transmission,
    store,
    currency: price.currency,
    photo: photo && JSON.stringify(photo),
    price: price.amount,
    year,
    mileage: mileage_km,
    created: Date.parse(created_at),
  };
}
