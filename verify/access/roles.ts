import { type Resources, productionStacks, type Template } from "../sim/blueprint.ts";
import { deployed } from "./deployed.ts";

export type Statement = {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
};
export type Policy = { readonly name: string; readonly policy: { readonly Statement: readonly Statement[] } };

/** A function of production: what its role may, and what its environment tells it. */
export type Deployed = {
  readonly name: string;
  readonly policies: readonly Policy[];
  readonly environment: Readonly<Record<string, string>>;
};

/** Every function of production that has a name: CDK's own, which run while stacks are deployed, have none. */
export function functionsOfProduction(): ReadonlyMap<string, Deployed> {
  const templates = productionStacks();
  const resolve = deployed(templates);
  return new Map(
    templates.flatMap((stack) =>
      Object.values(stack.Resources).flatMap(({ Type, Properties }) => {
        if (Type !== "AWS::Lambda::Function") return [];
        const { FunctionName: name, Role: role, Environment: environment } = Properties;
        if (typeof name !== "string") return [];
        const { Variables = {} } = resolve(stack, environment) as { Variables?: Record<string, string> };
        const [id = ""] = (role as { "Fn::GetAtt"?: string[] })["Fn::GetAtt"] ?? [];
        const policies = resolve(stack, policiesOf(stack, id)) as Policy[];
        return [[name, { name, policies, environment: Variables }] as const];
      }),
    ),
  );
}

/** Those in the role, and those that are attached to it. */
function policiesOf({ Resources: resources }: Template, role: string) {
  type Document = { readonly PolicyName: string; readonly PolicyDocument: unknown };
  const inline = (resources[role]?.Properties?.["Policies"] ?? []) as Document[];
  return [...inline, ...(attached(resources, role) as Document[])].map(
    ({ PolicyName: name, PolicyDocument: policy }) => ({ name, policy }),
  );
}

function attached(resources: Resources, role: string): unknown[] {
  return Object.values(resources).flatMap(({ Type, Properties }) => {
    if (Type !== "AWS::IAM::Policy") return [];
    const roles = (Properties["Roles"] ?? []) as { Ref?: string }[];
    return roles.some(({ Ref: reference }) => reference === role) ? [Properties] : [];
  });
}
