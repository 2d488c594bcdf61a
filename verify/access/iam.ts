import { runSimulation } from "@cloud-copilot/iam-simulate";
import { names } from "#infra/names";
import { productionTemplates, type Resources } from "../sim/blueprint.ts";

const account = "123456789012";
const region = "eu-west-2";

/**
 * The roles of production's functions as their templates have them, judged by an evaluator that is not ours. `may` asks
 * for one table action on one partition.
 *
 * @example await evaluator().may("forecourt-prod-orders-api", "dynamodb:GetItem", "london-cars#orders#order#ord_1")
 */
export function evaluator() {
  const policies = policiesOfFunctions();
  const known = new Map<string, Promise<boolean>>();
  return {
    functions: [...policies.keys()],
    may(functionName: string, action: string, partition: string): Promise<boolean> {
      const name = `${functionName} ${action} ${partition}`;
      const before = known.get(name);
      if (before) return before;
      const asked = judged(policies.get(functionName) ?? [], action, partition);
      known.set(name, asked);
      return asked;
    },
  };
}

type Policy = { readonly name: string; readonly policy: object };

async function judged(identityPolicies: Policy[], action: string, partition: string): Promise<boolean> {
  const answer = await runSimulation(
    {
      request: {
        principal: `arn:aws:sts::${account}:assumed-role/function/function`,
        action,
        resource: {
          resource: `arn:aws:dynamodb:${region}:${account}:table/${names("prod").table}`,
          accountId: account,
        },
        contextVariables: { "dynamodb:LeadingKeys": [partition] },
      },
      identityPolicies,
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  if (answer.resultType === "error") throw new Error(JSON.stringify(answer.errors));
  return answer.overallResult === "Allowed";
}

function policiesOfFunctions(): Map<string, Policy[]> {
  return new Map(
    productionTemplates().flatMap((resources) =>
      Object.values(resources).flatMap(({ Type, Properties = {} }) => {
        const { FunctionName: name, Role: role } = Properties;
        return Type === "AWS::Lambda::Function" && typeof name === "string"
          ? [[name, inlinePolicies(resources, role)] as const]
          : [];
      }),
    ),
  );
}

function inlinePolicies(resources: Resources, role: unknown): Policy[] {
  const [id = ""] = (role as { "Fn::GetAtt"?: string[] })["Fn::GetAtt"] ?? [];
  type Inline = { readonly PolicyName: string; readonly PolicyDocument: object };
  const inline = (resources[id]?.Properties?.["Policies"] ?? []) as Inline[];
  return inline.map(({ PolicyName: name, PolicyDocument: policy }) => ({
    name,
    policy: resolved(policy) as object,
  }));
}

/** What CloudFormation would put in the place of its functions; what only AWS knows is the name of something else. */
function resolved(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolved);
  if (value === null || typeof value !== "object") return value;
  const { Ref: reference, "Fn::Join": join } = value as { Ref?: string; "Fn::Join"?: [string, unknown[]] };
  if (join) return join[1].map(resolved).join(join[0]);
  if (reference !== undefined) return references[reference] ?? elsewhere;
  if ("Fn::GetAtt" in value) return elsewhere;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, resolved(each)]));
}

const elsewhere = `arn:aws:sqs:${region}:${account}:something-else`;
const references: Readonly<Record<string, string>> = {
  "AWS::Partition": "aws",
  "AWS::AccountId": account,
  "AWS::Region": region,
};
