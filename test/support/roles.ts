import { lending, type TableAction } from "#infra/lending";
import type { Context } from "#shared/context";
import { scope } from "#shared/scope";
import { AwsError } from "./model/aws-error.ts";
import type { Intercept } from "./model/request-handler.ts";

type Access = { readonly action: TableAction; readonly partition: string };
type Item = Record<string, { readonly S?: string } | undefined>;
type Input = {
  readonly Key?: Item;
  readonly Item?: Item;
  readonly ExpressionAttributeValues?: Item;
  readonly TransactItems?: readonly Record<string, Input>[];
  readonly RequestItems?: Readonly<Record<string, { readonly Keys?: readonly Item[] }>>;
};

/**
 * IAM's part for the table: refuses what the role of the context at work would refuse, so that a missing `reads` or
 * `writes` in a manifest fails a test and not a customer. The sweep and the relay have roles of their own. `as`: pages
 * run other contexts' code under a role of their own.
 *
 * @example world.aws.intercept = boundByRoles(contexts);
 */
export function boundByRoles(contexts: readonly Context[], as?: Context): Intercept {
  const roles = new Map(contexts.map((context) => [context.name, lending(as ?? context)]));
  return ({ service, operation, input }) => {
    if (service !== "dynamodb") return;
    const { context } = scope();
    const lent = roles.get(context);
    if (!lent) return;
    for (const { action, partition } of accesses(operation, input))
      if (
        !lent.some(
          ({ actions, partitions }) =>
            actions.includes(action) && partitions.some((like) => matches(like, partition)),
        )
      )
        throw new AwsError(
          "AccessDeniedException",
          `The role of ${context} has no ${action} on ${partition}.`,
        );
  };
}

/** What a call does to which partitions of the table. */
export function accesses(operation: string, input: Input): Access[] {
  if (input.TransactItems)
    return input.TransactItems.flatMap((item) =>
      Object.entries(item).flatMap(([kind, each]) => accesses(single[kind] ?? kind, each)),
    );
  if (input.RequestItems)
    return Object.values(input.RequestItems).flatMap(({ Keys = [] }) =>
      Keys.map((key) => access(operation, key["pk"]?.S)),
    );
  const key = input.Key ?? input.Item;
  return [access(operation, key ? key["pk"]?.S : input.ExpressionAttributeValues?.[":pk"]?.S)];
}

const single: Readonly<Record<string, string>> = {
  Put: "PutItem",
  Update: "UpdateItem",
  Delete: "DeleteItem",
  ConditionCheck: "ConditionCheckItem",
  Get: "GetItem",
};

function access(operation: string, partition: string | undefined): Access {
  if (partition === undefined) throw new Error(`${operation} names no partition key.`);
  return { action: `dynamodb:${operation}` as TableAction, partition };
}

/** Whether a partition key looks like a pattern in which `*` stands for anything. */
export function matches(like: string, partition: string): boolean {
  const [start = "", ...rest] = like.split("*");
  if (!partition.startsWith(start)) return false;
  let from = start.length;
  for (const part of rest) {
    const at = partition.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return like.endsWith("*") || from === partition.length;
}
