import { App, CliCredentialsStackSynthesizer } from "aws-cdk-lib";
import { assemble } from "#infra/assembly";

/**
 * The platform's own stacks, deployed with the credentials of whoever deploys: the engine, once it enforces roles,
 * refuses those that bootstrapping makes for the CLI (they may not list the bucket of assets). The rule packs have judged
 * these templates elsewhere.
 */
process.env["CDK_VALIDATION"] = "false";
await assemble(new App({ defaultStackSynthesizer: new CliCredentialsStackSynthesizer() }));
