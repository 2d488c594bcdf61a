import { App } from "aws-cdk-lib";
import { assemble } from "./assembly.ts";

await assemble(new App());
