import * as z from "zod/mini";
import { defineEvent } from "#shared/events";
import { id } from "#shared/ids";
import { Money } from "#shared/money";
import { Body, Fuel } from "./vocabulary.ts";

const vehicle = id("veh");

export const VehicleAdded = defineEvent(
  "VehicleAdded",
  1,
  "A vehicle was entered as a draft: nobody outside the dealership sees it yet.",
  () => z.object({ vehicle, vin: z.string() }),
);

export const VehicleChanged = defineEvent(
  "VehicleChanged",
  1,
  "Staff changed a vehicle's record; `fields` names what changed, not the values.",
  () => z.object({ vehicle, fields: z.array(z.string()) }),
);

export const VehiclePutOnSale = defineEvent(
  "VehiclePutOnSale",
  1,
  "A vehicle was put on sale: shoppers find it and may order it.",
  () =>
    z.object({
      vehicle,
      vin: z.string(),
      brand: z.string(),
      model: z.string(),
      body: Body,
      fuel: Fuel,
      year: z.int(),
      price: Money,
    }),
);

export const VehicleTakenOffSale = defineEvent(
  "VehicleTakenOffSale",
  1,
  "A vehicle was taken off sale: it can no longer be found or ordered.",
  () => z.object({ vehicle }),
);

export const VehicleDeleted = defineEvent(
  "VehicleDeleted",
  1,
  "A vehicle that was not on sale was deleted; its VIN may be entered again.",
  () => z.object({ vehicle }),
);
