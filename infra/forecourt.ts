import { type App, Tags, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks, ServerlessChecks } from "cdk-nag";
import type { Context } from "#shared/context";
import { ContextStack } from "./context-stack.ts";
import { DataStack } from "./data-stack.ts";
import type { Deployment } from "./deployment.ts";
import { EdgeStack } from "./edge-stack.ts";
import { OpsStack } from "./ops-stack.ts";
import { PlatformStack } from "./platform-stack.ts";
import type { Stage } from "./stages.ts";

type Groups = Readonly<Record<string, readonly Context[]>>;

/** Declares every stack of a stage, in the order they are deployed, and the rule packs that judge them. */
export function forecourt(app: App, deployment: Deployment): void {
  const data = new DataStack(app, deployment);
  const platform = new PlatformStack(app, deployment);
  platform.addStackDependency(data);
  for (const group of Object.keys(deployment.groups)) {
    const contexts = new ContextStack(app, deployment, group);
    contexts.addStackDependency(platform);
  }
  const { edge, ops } = deployment.settings;
  if (edge) new EdgeStack(app, deployment, edge).addStackDependency(platform);
  if (ops) new OpsStack(app, deployment, ops).addStackDependency(platform);
  Tags.of(app).add("platform", "forecourt");
  Tags.of(app).add("stage", deployment.stage);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
}

/** The contexts that are deployed in a stage: the sandbox payment provider, for one, exists in dev alone. */
export function groupsOf(stage: Stage, groups: Groups): Groups {
  const here = ({ stages }: Context): boolean => !stages || stages.includes(stage);
  return Object.fromEntries(
    Object.entries(groups)
      .map(([group, contexts]) => [group, contexts.filter(here)] as const)
      .filter(([, contexts]) => contexts.length > 0),
  );
}
