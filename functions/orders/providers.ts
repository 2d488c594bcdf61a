import { config } from "#shared/config";
import { Refusal } from "#shared/errors";
import type { Provider } from "./provider.ts";
import { sandbox } from "./sandbox-provider.ts";

const providers: readonly Provider[] = [sandbox];

/** @throws Refusal 404, the same for a provider there is none of and one that has no place in this stage. */
export function providerNamed(name: string): Provider {
  const found = usable().find((provider) => provider.name === name);
  if (!found) throw new Refusal(404, "not_found", "There is no such payment provider.");
  return found;
}

/** The provider that new payments are made with. @throws Refusal 422 `payment_unavailable`. */
export function usualProvider(): Provider {
  const [first] = usable();
  if (!first) throw new Refusal(422, "payment_unavailable", "Paying online is not possible at the moment.");
  return first;
}

function usable(): Provider[] {
  const { STAGE } = config("STAGE");
  return providers.filter(({ stages }) => stages.includes(STAGE));
}
