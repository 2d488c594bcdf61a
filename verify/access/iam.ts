import { runSimulation } from "@cloud-copilot/iam-simulate";
import type { Ask } from "./asks.ts";
import { account } from "./deployed.ts";
import type { Policy } from "./roles.ts";

/**
 * Whether policies allow what is asked, by an evaluator that is not ours. An answer is kept: the same is asked of a role
 * again and again.
 *
 * @example await evaluator()(policies, { action: "sqs:SendMessage", resource: "arn:aws:sqs:…:orders", keys: {} })
 */
export function evaluator() {
  const known = new WeakMap<readonly Policy[], Map<string, Promise<boolean>>>();
  return (policies: readonly Policy[], asked: Ask): Promise<boolean> => {
    const answers = known.get(policies) ?? new Map<string, Promise<boolean>>();
    known.set(policies, answers);
    const name = nameOf(asked);
    const answer = answers.get(name) ?? allowed(policies, asked);
    answers.set(name, answer);
    return answer;
  };
}

/** One text for one question. */
export function nameOf({ action, resource, keys }: Ask): string {
  const told = Object.values(keys).flat().join(", ");
  return `${action} on ${resource}${told === "" ? "" : ` (${told})`}`;
}

async function allowed(policies: readonly Policy[], { action, resource, keys }: Ask): Promise<boolean> {
  const answer = await runSimulation(
    {
      request: {
        principal: `arn:aws:sts::${account}:assumed-role/function/function`,
        action,
        resource: { resource, accountId: account },
        contextVariables: keys as Record<string, string | string[]>,
      },
      // A key has a policy of its own, which is the kit's and leaves it to the roles of the account.
      resourcePolicy: action.startsWith("kms:") ? leftToRoles : undefined,
      identityPolicies: policies.map(({ name, policy }) => ({ name, policy })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  if (answer.resultType === "error")
    throw new Error(`${nameOf({ action, resource, keys })}: ${JSON.stringify(answer.errors)}`);
  return answer.overallResult === "Allowed";
}

const leftToRoles = {
  Statement: [
    { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: "kms:*", Resource: "*" },
  ],
};
