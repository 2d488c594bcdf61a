import { App, CfnOutput, Stack } from "aws-cdk-lib";
import { fileURLToPath } from "node:url";
import { bundle } from "#infra/bundle";
import { DataStack } from "./data-stack.ts";
import { PlatformStack } from "./platform-stack.ts";

/**
 * The smallest app in the platform's shape: two stacks that know each other by SSM parameter, table, stream, bus,
 * queues, pool, API, schedules. Deployed by the real CDK, it holds the engine to what we rely on.
 */
const outdir = process.argv[2] ?? fileURLToPath(new URL("../../../.build/contract", import.meta.url));
const names = ["echo", "relay", "consumer", "tick", "claims"] as const;
const bundles = await bundle(
  names.map((name) => ({ name, source: `export { handler } from "#test/journeys/contract/${name}";` })),
  outdir,
);
const code = Object.fromEntries(bundles.map(({ name, dir }) => [name, dir]));

const app = new App();
const data = new DataStack(app, "contract-data", code);
const platform = new PlatformStack(app, "contract-platform", code);
platform.addStackDependency(data);
// The platform has two pools, this app has one: its outputs name it twice so that one reader serves both.
for (const name of ["CustomerPoolId", "CustomerClientId"])
  new CfnOutput(platform, name, { value: Stack.of(platform).stackName });
