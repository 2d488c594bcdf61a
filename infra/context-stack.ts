import { Stack } from "aws-cdk-lib";
import { Construct } from "constructs";
import { ContextApi } from "./context-api.ts";
import { ContextConsumer } from "./context-consumer.ts";
import type { Deployment } from "./deployment.ts";
import { hasAnswers, hasReactions } from "./entries.ts";
import { stackName } from "./names.ts";

/** The contexts of one group, derived from their manifests: a new context costs no line here. */
export class ContextStack extends Stack {
  constructor(scope: Construct, deployment: Deployment, group: string) {
    const { stage, settings, groups } = deployment;
    super(scope, `Contexts-${group}`, {
      stackName: stackName(stage, "contexts", group),
      env: { region: settings.region },
    });
    for (const context of groups[group] ?? []) {
      const place = new Construct(this, context.name);
      const reactions = hasReactions(context) ? new ContextConsumer(place, deployment, context) : undefined;
      if (hasAnswers(context)) new ContextApi(place, deployment, context, reactions?.queue);
    }
  }
}
