import { Construct } from "constructs";
import { acknowledge } from "./acknowledge.ts";
import { archiveWriter } from "./archive-access.ts";
import type { Deployment } from "./deployment.ts";
import { bringEvents } from "./event-rules.ts";
import { names } from "./names.ts";
import { PlatformFunction } from "./platform-function.ts";
import { consumeQueue, takeMessages } from "./queue-consumer.ts";
import { QueuePair } from "./queue-pair.ts";
import { ourEvents } from "./rules.ts";

/** A thousand events and as many dealers at most, one small object each. */
export const archiveSeconds = 30;
/** Nobody waits for the archive, and an object is paid for by the piece: five minutes are one call and a few objects. */
const gatheringSeconds = 300;
/** With its envelope an event is some 1.5 KB; a call takes 6 MB. */
const batchSize = 1000;

/** Takes every event of the bus to the archive's bucket, which it can write to and not read. */
export class ArchiveConsumer extends Construct {
  constructor(scope: Construct, deployment: Deployment) {
    super(scope, "Archive");
    const named = names(deployment.stage);
    const pair = new QueuePair(this, "Queues", {
      name: named.queue("archive"),
      deadName: named.deadQueue("archive"),
      functionTimeoutSeconds: archiveSeconds,
      gatheringSeconds,
    });
    const writer = archiveWriter(this, deployment);
    const consumer = new PlatformFunction(this, "Consumer", {
      deployment,
      name: named.consumer("archive"),
      description: "Writes every event to the archive.",
      entry: "archive",
      handler: "archive",
      timeoutSeconds: archiveSeconds,
      environment: writer.environment,
      allow: [...writer.allow, ...takeMessages(pair)],
    });
    acknowledge(consumer, writer.findings);
    // Two at once is the least that Lambda offers, and more would only be smaller objects.
    const batches = { batchSize, maximumBatchingWindowInSeconds: gatheringSeconds };
    consumeQueue(this, consumer.function, pair.queue, 2, batches);
    bringEvents(this, pair, {
      bus: named.bus,
      description: "Every event, for the archive.",
      patterns: [ourEvents],
    });
  }
}
