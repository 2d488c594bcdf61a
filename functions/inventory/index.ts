/** What other contexts may use of inventory: the pieces that orders put into their own transactions. */
export { hold, isHeldBy, refusalOf, release, sell, takeBack } from "./selling.ts";
export { receive } from "./receiving.ts";
export { UnitState } from "./unit.ts";
