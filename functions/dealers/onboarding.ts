import * as z from "zod/mini";
import { AccountId, Email, inviteOwner, PersonName } from "#functions/identity/index";
import { auditOf } from "#shared/audit";
import { Refusal } from "#shared/errors";
import { announce } from "#shared/events";
import type { Ask } from "#shared/http";
import { keep } from "#shared/idempotency";
import { asPlatform, inDealer, scope } from "#shared/scope";
import { forgetSettings } from "#shared/settings";
import { instant } from "#shared/time";
import { otherwise, transact } from "#shared/transact";
import { Locale } from "#shared/words";
import * as Dealers from "./dealer.ts";
import { DealerId } from "./ids.ts";
import { settingsOf } from "./dealers.ts";
import { Dealer } from "./entities.ts";
import { DealerOnboarded } from "./events.ts";

export const NewDealer = z
  .strictObject({
    dealer: DealerId,
    name: Dealers.DealerName,
    description: Dealers.Dealer.shape.description,
    brands: z._default(Dealers.Brands, []),
    contact: z._default(Dealers.Contact, {}),
    country: Dealers.Country,
    currency: Dealers.Dealer.shape.currency,
    locale: Locale,
    zone: Dealers.Dealer.shape.zone,
    owner: z.strictObject({ email: Email, name: PersonName, locale: z.optional(Locale) }),
  })
  .register(z.globalRegistry, {
    title: "NewDealer",
    description: "A business that joins, and the person who will own its account.",
  });

export const Onboarded = z
  .extend(Dealers.Dealer, { owner: AccountId })
  .register(z.globalRegistry, { title: "OnboardedDealer" });
type Onboarded = z.output<typeof Onboarded>;

/**
 * Onboards a dealer: profile, settings and the owner's membership are one transaction. The owner's account is
 * made before it and found again by a second try, so a crash in between leaves nothing that a retry minds.
 */
export async function onboard({ body }: Ask<{ body: typeof NewDealer }>): Promise<Onboarded> {
  const { owner, ...given } = body;
  const taken = new Refusal(409, "dealer_exists", "There is a dealer with this id already.");
  const { claim } = scope();
  return inBoth(given.dealer, async () => {
    // The account is made before the transaction decides: a taken id must not invite anybody.
    if (await Dealer.find({}, { consistent: true })) throw taken;
    const invited = await inviteOwner({ ...owner, locale: owner.locale ?? given.locale });
    const dealer = { ...given, frozen: false, off: [], roles: {}, onboarded_at: instant(), version: 1 };
    const pieces = [
      otherwise(Dealer.create(dealer), taken),
      settingsOf(dealer),
      ...invited.pieces,
      announce(DealerOnboarded, { dealer: dealer.dealer }),
    ];
    const answer = { ...dealer, owner: invited.account };
    const kept = claim ? [inPlatform(() => keep(claim, answer))] : [];
    await transact([...kept, ...pieces, ...auditOf(pieces)]);
    forgetSettings();
    return answer;
  });
}

/** Onboarding writes the new dealer's first items, and the operator's idempotency record beside them. */
function inBoth<T>(dealer: string, run: () => T): T {
  return inDealer(dealer, "onboarding writes a dealer's first items", () =>
    asPlatform("the list of dealers and accounts belong to no dealer", run),
  );
}

/** The operator's own requests are remembered under the platform: a retry is looked for there. */
function inPlatform<T>(build: () => T): T {
  return inDealer("platform", "an operator's request belongs to no dealer", build);
}
