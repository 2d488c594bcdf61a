import * as z from "zod/mini";
import { Vehicle } from "./vehicle.ts";
import { Photo } from "./texts.ts";

/** A vehicle in a list of the shop window: what a card shows and what a filter tests. */
export const WindowRow = z
  .object({
    ...z.pick(Vehicle, {
      vehicle: true,
      brand: true,
      model: true,
      trim: true,
      year: true,
      colour: true,
      body: true,
      fuel: true,
      transmission: true,
      mileage_km: true,
      price: true,
      store: true,
      created_at: true,
    }).shape,
    photo: z.optional(Photo),
  })
  .register(z.globalRegistry, {
    title: "VehicleCard",
    description: "A vehicle that can be bought, as a list shows it.",
  });
export type WindowRow = z.output<typeof WindowRow>;
