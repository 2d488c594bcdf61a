import { matches } from "#test/support/roles";
import type { Ask } from "./asks.ts";
import type { Deployed, Statement } from "./roles.ts";

/** One action on one resource, for one partition where that is said: the least that a statement can be cut down to. */
export type Grant = {
  readonly sid: string;
  readonly action: string;
  readonly resource: string;
  readonly partition?: string;
};

/** Everything a role grants, one by one. */
export function grantsOf({ policies }: Deployed): Grant[] {
  return policies.flatMap(({ policy }) => policy.Statement.flatMap(grants));
}

function grants(statement: Statement): Grant[] {
  const { Sid: sid = "(without a name)", Action, Resource, Condition = {} } = statement;
  const partitions = [Condition["ForAllValues:StringLike"]?.["dynamodb:LeadingKeys"] ?? []].flat();
  return [Action].flat().flatMap((action) =>
    [Resource].flat().flatMap((resource): Grant[] => {
      const grant = { sid, action, resource };
      return partitions.length > 0 ? partitions.map((partition) => ({ ...grant, partition })) : [grant];
    }),
  );
}

/** Whether it is what was asked for. */
export function answers({ action, resource, partition }: Grant, asked: Ask): boolean {
  if (action !== asked.action || !names(resource, asked.resource)) return false;
  return (
    partition === undefined ||
    [asked.keys["dynamodb:LeadingKeys"] ?? []].flat().every((key) => matches(partition, key))
  );
}

/** As IAM compares: `*` stands for anything, `?` for one letter. */
function names(pattern: string, resource: string): boolean {
  const text = pattern.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${text.replaceAll("*", ".*").replaceAll("?", ".")}$`).test(resource);
}

export function grantName({ sid, action, resource, partition }: Grant): string {
  return `${action} on ${resource}${partition === undefined ? "" : ` (${partition})`}, by its statement ${sid}`;
}

/**
 * What a grant leaves open: an action that is many, a resource that is many, partitions of every context.
 *
 * @returns undefined where everything is said.
 */
export function openness({ action, resource, partition }: Grant): string | undefined {
  if (/[*?]/.test(action)) return "any action";
  if (partition !== undefined && !/^(\*|platform)#[a-z-]+#\*$/.test(partition)) return "any partition";
  return /[*?]/.test(resource) ? "any resource" : undefined;
}
