import { Validations } from "aws-cdk-lib";
import type { IConstruct } from "constructs";

/**
 * Accepts findings of the rule packs on a construct and what is below it, each with its reason.
 *
 * @example acknowledge(pool, { "AwsSolutions-COG2": "Customers choose a second factor themselves." });
 */
export function acknowledge(construct: IConstruct, reasons: Readonly<Record<string, string>>): void {
  for (const [id, reason] of Object.entries(reasons)) Validations.of(construct).acknowledge({ id, reason });
}
