import * as budgets from "aws-cdk-lib/aws-budgets";
import type { Construct } from "constructs";
import type { Deployment } from "./deployment.ts";
import { names } from "./names.ts";
import type { StageSettings } from "./stages.ts";

/** Tells the owner at four fifths of the month's money, and when AWS expects all of it to be spent. */
export function budget(
  scope: Construct,
  { stage }: Deployment,
  { email, monthlyDollars }: NonNullable<StageSettings["ops"]>,
): void {
  const tell = (notificationType: "ACTUAL" | "FORECASTED", threshold: number) => ({
    notification: {
      notificationType,
      threshold,
      thresholdType: "PERCENTAGE",
      comparisonOperator: "GREATER_THAN",
    },
    subscribers: [{ subscriptionType: "EMAIL", address: email }],
  });
  new budgets.CfnBudget(scope, "Budget", {
    budget: {
      budgetName: names(stage).prefix,
      budgetType: "COST",
      timeUnit: "MONTHLY",
      budgetLimit: { amount: monthlyDollars, unit: "USD" },
    },
    notificationsWithSubscribers: [tell("ACTUAL", 80), tell("FORECASTED", 100)],
  });
}
