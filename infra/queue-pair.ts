import { Duration } from "aws-cdk-lib";
import * as sqs from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { acknowledge } from "./acknowledge.ts";

type Props = {
  readonly name: string;
  readonly deadName: string;
  readonly functionTimeoutSeconds: number;
  /** How long messages are gathered before the function is called: they are hidden meanwhile. */
  readonly gatheringSeconds?: number;
};

/**
 * A queue and the queue of what could not be handled. Both use SSE-SQS: EventBridge cannot write under the
 * AWS managed KMS key.
 */
export class QueuePair extends Construct {
  readonly queue: sqs.Queue;
  readonly dead: sqs.Queue;

  constructor(scope: Construct, id: string, props: Props) {
    super(scope, id);
    const { name, deadName, functionTimeoutSeconds, gatheringSeconds = 0 } = props;
    this.dead = new sqs.Queue(this, "Dead", {
      queueName: deadName,
      retentionPeriod: Duration.days(14),
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });
    acknowledge(this.dead, {
      "Serverless-SQSRedrivePolicy": "It is where redriving ends: people look at it.",
    });
    this.queue = new sqs.Queue(this, "Queue", {
      queueName: name,
      // Lambda's own advice: six times the function's timeout, and the gathering, so that a throttled batch is not delivered twice.
      visibilityTimeout: Duration.seconds(6 * functionTimeoutSeconds + gatheringSeconds),
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      deadLetterQueue: { queue: this.dead, maxReceiveCount: 5 },
    });
  }
}
