import { CfnOutput, RemovalPolicy, Stack } from "aws-cdk-lib";
import * as events from "aws-cdk-lib/aws-events";
import type { Construct } from "constructs";
import { ArchiveConsumer } from "./archive-consumer.ts";
import type { Deployment } from "./deployment.ts";
import { HttpApi } from "./http-api.ts";
import { names, stackName } from "./names.ts";
import { publish } from "./parameters.ts";
import { Sweep } from "./sweep.ts";

/** What all contexts share and nobody's data depend on: the API, the bus and its archive, the sweep of what is due. */
export class PlatformStack extends Stack {
  constructor(scope: Construct, deployment: Deployment) {
    const { stage, settings } = deployment;
    super(scope, "Platform", { stackName: stackName(stage, "platform"), env: { region: settings.region } });
    const bus = new events.EventBus(this, "Bus", { eventBusName: names(stage).bus });
    bus.applyRemovalPolicy(RemovalPolicy.DESTROY);
    const api = new HttpApi(this, deployment);
    new ArchiveConsumer(this, deployment).node.addDependency(bus);
    new Sweep(this, deployment);
    publish(this, stage, "api-id", api.id);
    publish(this, stage, "staff-authorizer-id", api.staffAuthorizerId);
    publish(this, stage, "customer-authorizer-id", api.customerAuthorizerId);
    new CfnOutput(this, "ApiId", { value: api.id });
    new CfnOutput(this, "ApiUrl", { value: api.url });
    new CfnOutput(this, "BusName", { value: names(stage).bus });
  }
}
