import type { PreTokenGenerationV2TriggerEvent } from "aws-lambda";
import { inDealer } from "#shared/scope";
import { Account, Member } from "./entities.ts";

/** The group of the staff pool whose members operate the platform; infrastructure makes it, an administrator fills it. */
const operators = "operators";

/**
 * Cognito asks before it signs a token for staff: dealer and roles go into the access token. Without a
 * membership there are none, and such a token opens nothing.
 */
export async function preTokenGeneration(
  event: PreTokenGenerationV2TriggerEvent,
): Promise<PreTokenGenerationV2TriggerEvent> {
  const groups = event.request.groupConfiguration.groupsToOverride ?? [];
  const standing = await standingOf(event.request.userAttributes["sub"] ?? "", groups.includes(operators));
  if (standing)
    event.response = {
      claimsAndScopeOverrideDetails: {
        accessTokenGeneration: {
          claimsToAddOrOverride: { dealer: standing.dealer, roles: standing.roles.join(" ") },
        },
      },
    };
  return event;
}

type Standing = { readonly dealer: string; readonly roles: readonly string[] };

/** The membership they chose, else the platform for an operator, else the first they have. */
async function standingOf(account: string, isOperator: boolean): Promise<Standing | undefined> {
  const [kept, { data: found }] = await Promise.all([
    Account.find({ account }, { consistent: true }),
    Member.by.membershipsOf({ account }, { limit: 100 }),
  ]);
  const chosen = found.find(({ dealer }) => dealer === kept?.dealer);
  if (isOperator && !chosen) return { dealer: "platform", roles: ["operator"] };
  for (const { dealer } of [...(chosen ? [chosen] : []), ...found]) {
    const member = await now(dealer, account);
    if (member) return member;
  }
  return undefined;
}

/** An index may lag behind a removal or a change of roles; the item itself does not. */
function now(dealer: string, account: string): Promise<Standing | undefined> {
  return inDealer(dealer, "a token is for one dealer", () => Member.find({ account }, { consistent: true }));
}
