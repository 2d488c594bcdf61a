import { anyone, defineContext, page, route } from "#shared/context";
import { Settings } from "#shared/settings";
import * as Dealers from "./dealers.ts";
import { Dealer as Everything, Profile } from "./dealer.ts";
import { Dealer, Store } from "./entities.ts";
import { DealerOnboarded, StoreClosed, StoreOpened } from "./events.ts";
import * as Onboarding from "./onboarding.ts";
import { NewStore, ShownStore } from "./store.ts";
import * as Stores from "./stores.ts";

export const dealers = defineContext({
  name: "dealers",
  summary: "The businesses on the platform: onboarding, public profile, settings, stores and their hours.",
  permissions: ["dealers:administer", "settings:read", "settings:write", "stores:write"],
  entities: [Dealer, Store, Settings],
  announces: [DealerOnboarded, StoreOpened, StoreClosed],
  reads: ["identity"],
  writes: ["identity"],
  uses: ["staff-invitations"],
  routes: {
    "POST /v1/dealers": route({
      who: "dealers:administer",
      summary: "Onboard a dealer and invite its owner",
      body: Onboarding.NewDealer,
      reply: { 201: Onboarding.Onboarded },
      refuses: ["409 dealer_exists"],
      run: Onboarding.onboard,
    }),
    "GET /v1/dealers": route({
      who: "dealers:administer",
      summary: "All dealers",
      query: Dealers.Filter,
      reply: { 200: page(Everything) },
      run: Dealers.list,
    }),
    "GET /v1/dealers/{dealer}": route({
      who: anyone,
      summary: "The public profile of a dealer",
      reply: { 200: Profile },
      run: Dealers.show,
    }),
    "PATCH /v1/dealers/{dealer}": route({
      who: "dealers:administer",
      summary: "Freeze or unfreeze a dealer",
      body: Dealers.Freeze,
      reply: { 200: Everything },
      run: Dealers.freeze,
    }),
    "GET /v1/dealers/{dealer}/stores": route({
      who: anyone,
      summary: "The stores of a dealer",
      query: Stores.Filter,
      reply: { 200: page(ShownStore) },
      run: Stores.list,
    }),
    "GET /v1/settings": route({
      who: "settings:read",
      summary: "Profile and settings of my dealer",
      reply: { 200: Everything },
      run: Dealers.show,
    }),
    "PATCH /v1/settings": route({
      who: "settings:write",
      summary: "Change profile and settings of my dealer",
      body: Dealers.Change,
      reply: { 200: Everything },
      refuses: ["403 permission_not_held", "422 role_name_taken"],
      run: Dealers.change,
    }),
    "GET /v1/stores": route({
      who: "settings:read",
      summary: "The stores of my dealer",
      query: Stores.Filter,
      reply: { 200: page(ShownStore) },
      run: Stores.list,
    }),
    "POST /v1/stores": route({
      who: "stores:write",
      summary: "Open a store",
      body: NewStore,
      reply: { 201: ShownStore },
      run: Stores.open,
    }),
    "GET /v1/stores/{store}": route({
      who: "settings:read",
      summary: "One store",
      reply: { 200: ShownStore },
      run: Stores.show,
    }),
    "PATCH /v1/stores/{store}": route({
      who: "stores:write",
      summary: "Change a store",
      body: Stores.Change,
      reply: { 200: ShownStore },
      run: Stores.change,
    }),
    "DELETE /v1/stores/{store}": route({
      who: "stores:write",
      summary: "Close a store for good",
      reply: { 204: null },
      run: Stores.close,
    }),
  },
});
