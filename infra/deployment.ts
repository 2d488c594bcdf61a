import type { Code } from "aws-cdk-lib/aws-lambda";
import type { Context } from "#shared/context";
import type { Stage, StageSettings } from "./stages.ts";

/** What every stack is told. */
export type Deployment = {
  readonly stage: Stage;
  readonly settings: StageSettings;
  /** What the health route says is running. */
  readonly release: string;
  /** Contexts by the stack they are deployed in, without those of other stages. */
  readonly groups: Readonly<Record<string, readonly Context[]>>;
  /** The bundled code of an entry, by the entry's name. */
  readonly code: (entry: string) => Code;
};

/** Every context of the deployment. */
export function contextsOf({ groups }: Pick<Deployment, "groups">): readonly Context[] {
  return Object.values(groups).flat();
}
