import { CfnOutput, Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import * as cognito from "aws-cdk-lib/aws-cognito";
import * as ddb from "aws-cdk-lib/aws-dynamodb";
import * as events from "aws-cdk-lib/aws-events";
import * as targets from "aws-cdk-lib/aws-events-targets";
import * as lambda from "aws-cdk-lib/aws-lambda";
import * as sources from "aws-cdk-lib/aws-lambda-event-sources";
import * as scheduler from "aws-cdk-lib/aws-scheduler";
import { LambdaInvoke } from "aws-cdk-lib/aws-scheduler-targets";
import * as sqs from "aws-cdk-lib/aws-sqs";
import * as ssm from "aws-cdk-lib/aws-ssm";
import type { Construct } from "constructs";

export type Code = Record<string, string>;

/** Table, stream, bus, twelve queues, pool and clocks of the contract app. */
export class DataStack extends Stack {
  private readonly code: Code;
  constructor(scope: Construct, id: string, code: Code) {
    super(scope, id);
    this.code = code;
    const table = this.table();
    const bus = new events.EventBus(this, "Bus", { eventBusName: "contract" });
    this.relay(table, bus);
    this.consumer(table, bus);
    this.listeners(bus);
    this.clocks(table);
    this.pool();
    new CfnOutput(this, "TableName", { value: table.tableName });
    new CfnOutput(this, "BusName", { value: bus.eventBusName });
  }

  private table(): ddb.Table {
    return new ddb.Table(this, "Table", {
      tableName: "contract",
      partitionKey: { name: "pk", type: ddb.AttributeType.STRING },
      sortKey: { name: "sk", type: ddb.AttributeType.STRING },
      billingMode: ddb.BillingMode.PAY_PER_REQUEST,
      stream: ddb.StreamViewType.NEW_AND_OLD_IMAGES,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  private relay(table: ddb.Table, bus: events.EventBus): void {
    const relay = this.function("relay");
    bus.grantPutEventsTo(relay);
    const inserted = { eventName: ["INSERT"], dynamodb: { NewImage: { kind: { S: ["event"] } } } };
    relay.addEventSource(
      new sources.DynamoEventSource(table, {
        startingPosition: lambda.StartingPosition.TRIM_HORIZON,
        filters: [lambda.FilterCriteria.filter(inserted)],
      }),
    );
  }

  private consumer(table: ddb.Table, bus: events.EventBus): void {
    const dead = new sqs.Queue(this, "Dead", { queueName: "contract-dead" });
    const queue = new sqs.Queue(this, "Queue", {
      visibilityTimeout: Duration.seconds(1),
      deadLetterQueue: { queue: dead, maxReceiveCount: 3 },
    });
    this.rule("Consumed", bus, queue);
    const consumer = this.function("consumer", Duration.seconds(1));
    table.grantReadWriteData(consumer);
    consumer.addEventSource(new sources.SqsEventSource(queue, { reportBatchItemFailures: true }));
  }

  private listeners(bus: events.EventBus): void {
    for (let n = 1; n <= 12; n += 1)
      this.rule(
        `Heard${n}`,
        bus,
        new sqs.Queue(this, `Listener${n}`, { queueName: `contract-listener-${n}` }),
      );
  }

  private rule(id: string, eventBus: events.EventBus, queue: sqs.Queue): void {
    const eventPattern = { source: ["forecourt.contract"], detailType: ["Announced"] };
    new events.Rule(this, id, { eventBus, eventPattern, targets: [new targets.SqsQueue(queue)] });
  }

  private clocks(table: ddb.Table): void {
    const tick = this.function("tick");
    table.grantReadWriteData(tick);
    const input = (from: string): events.RuleTargetInput => events.RuleTargetInput.fromObject({ from });
    new events.Rule(this, "EveryMinute", {
      schedule: events.Schedule.rate(Duration.minutes(1)),
      targets: [new targets.LambdaFunction(tick, { event: input("rule") })],
    });
    new scheduler.Schedule(this, "Schedule", {
      schedule: scheduler.ScheduleExpression.rate(Duration.minutes(1)),
      target: new LambdaInvoke(tick, {
        input: scheduler.ScheduleTargetInput.fromObject({ from: "scheduler" }),
      }),
    });
  }

  private pool(): void {
    const pool = new cognito.UserPool(this, "Pool", {
      userPoolName: "contract",
      featurePlan: cognito.FeaturePlan.ESSENTIALS,
      signInAliases: { email: true },
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const trigger = cognito.UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG;
    pool.addTrigger(trigger, this.function("claims"), cognito.LambdaVersion.V2_0);
    const client = pool.addClient("Client", {
      authFlows: { userPassword: true },
      accessTokenValidity: Duration.minutes(10),
    });
    this.publish("StaffPoolId", "/contract/pool", pool.userPoolId);
    this.publish("StaffClientId", "/contract/client", client.userPoolClientId);
  }

  private publish(output: string, parameterName: string, value: string): void {
    new ssm.StringParameter(this, `${output}Parameter`, { parameterName, stringValue: value });
    new CfnOutput(this, output, { value });
  }

  private function(name: string, timeout = Duration.seconds(10)): lambda.Function {
    return new lambda.Function(this, name, {
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      handler: "index.handler",
      code: lambda.Code.fromAsset(this.code[name] ?? ""),
      environment: { TABLE: "contract", BUS: "contract" },
      timeout,
    });
  }
}
