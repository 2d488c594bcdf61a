import { defineContext } from "#shared/context";
import { Vehicle, VinClaim, WindowRow } from "./entities.ts";
import {
  VehicleAdded,
  VehicleChanged,
  VehicleDeleted,
  VehiclePutOnSale,
  VehicleTakenOffSale,
} from "./events.ts";

export const catalog = defineContext({
  name: "catalog",
  summary:
    "The vehicles of a dealer: entered by staff, put on sale, found, seen in full and compared by shoppers.",
  permissions: ["vehicles:read", "vehicles:write"],
  entities: [Vehicle, VinClaim, WindowRow],
  announces: [VehicleAdded, VehicleChanged, VehiclePutOnSale, VehicleTakenOffSale, VehicleDeleted],
});
