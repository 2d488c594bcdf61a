import type { PreTokenGenerationV2TriggerEvent } from "aws-lambda";

/** A pre-token trigger, version 2: puts claims and a scope into access tokens. */
export async function handler(
  event: PreTokenGenerationV2TriggerEvent,
): Promise<PreTokenGenerationV2TriggerEvent> {
  console.log(JSON.stringify({ level: "INFO", message: "claims asked", version: event.version }));
  event.response = {
    claimsAndScopeOverrideDetails: {
      accessTokenGeneration: {
        claimsToAddOrOverride: { dealer: "dealer-1", roles: "sales manager" },
        scopesToAdd: ["contract/read"],
      },
    },
  };
  return event;
}
