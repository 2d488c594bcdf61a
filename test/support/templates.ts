import { App } from "aws-cdk-lib";
import { Code } from "aws-cdk-lib/aws-lambda";
import { groups as ours } from "#functions/index";
import { forecourt, groupsOf } from "#infra/forecourt";
import { type Stage, stages } from "#infra/stages";
import type { Context } from "#shared/context";
import cdk from "../../cdk.json" with { type: "json" };

export type Resource = {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
};
/** By logical id. */
export type Resources = Readonly<Record<string, Resource>>;
export type Template = {
  readonly Resources: Resources;
  readonly Parameters?: Readonly<Record<string, { readonly Default?: string }>>;
};
/** A stage as it would be deployed: templates, and their resources, by stack. */
export type Platform = {
  readonly app: App;
  readonly templates: Readonly<Record<string, Template>>;
  readonly stacks: Readonly<Record<string, Resources>>;
};

const made = new Map<Stage, Platform>();

/**
 * The templates of a stage; each is synthesized once in a process.
 *
 * @example ofType(platformOf("prod"), "AWS::SQS::Queue").length
 */
export function platformOf(stage: Stage): Platform {
  const platform = made.get(stage) ?? synthesized(stage, ours);
  made.set(stage, platform);
  return platform;
}

/** The templates of a stage with other contexts, and with code that is never run: what is asserted is the templates. */
export function synthesized(stage: Stage, groups: Readonly<Record<string, readonly Context[]>>): Platform {
  const app = new App({ context: cdk.context });
  process.env["CDK_VALIDATION"] = "false";
  forecourt(app, {
    stage,
    settings: stages[stage],
    release: "test",
    groups: groupsOf(stage, groups),
    code: () => Code.fromInline("exports.api = () => {};"),
  });
  const templates = app.synth().stacks.map(({ id, template }) => [id, template as Template] as const);
  return {
    app,
    templates: Object.fromEntries(templates),
    stacks: Object.fromEntries(templates.map(([id, template]) => [id, template.Resources])),
  };
}

/** Every resource of a type, of all stacks. */
export function ofType({ stacks }: Platform, type: string): Resource[] {
  return Object.values(stacks).flatMap((resources) =>
    Object.values(resources).filter(({ Type }) => Type === type),
  );
}
