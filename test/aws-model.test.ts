import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import * as Sqs from "@aws-sdk/client-sqs";
import { beforeEach, describe, expect, test } from "vitest";
import { AwsError } from "#test/support/model/aws-error";
import { createBus, type Envelope } from "#test/support/model/bus";
import { createClock } from "#test/support/model/clock";
import { createQueues } from "#test/support/model/queues";
import { modelHandler } from "#test/support/model/request-handler";

const clock = createClock();
let queues = createQueues({ clock });
let bus = createBus({ clock, onDeliver: (queue, body) => void queues.send(queue, body) });
let handler = modelHandler({ events: bus, sqs: queues });
let events = new EventBridgeClient(client());
let sqs = new Sqs.SQSClient(client());

function client() {
  const credentials = { accessKeyId: "model", secretAccessKey: "model" };
  return { region: "eu-west-2", credentials, requestHandler: handler, maxAttempts: 1 };
}

beforeEach(() => {
  clock.set("2026-03-01T09:00:00.250Z");
  queues = createQueues({ clock });
  bus = createBus({ clock, onDeliver: (queue, body) => void queues.send(queue, body) });
  handler = modelHandler({ events: bus, sqs: queues });
  events = new EventBridgeClient(client());
  sqs = new Sqs.SQSClient(client());
});

const entry = (detail: object, more: PutEventsRequestEntry = {}): PutEventsRequestEntry => ({
  Source: "orders",
  DetailType: "OrderPlaced",
  Detail: JSON.stringify(detail),
  ...more,
});

const put = (...Entries: PutEventsRequestEntry[]) => events.send(new PutEventsCommand({ Entries }));

describe("the request handler", () => {
  test("counts every attempt with its service, operation and input, refused ones too", async () => {
    await expect(sqs.send(new Sqs.GetQueueUrlCommand({ QueueName: "none" }))).rejects.toThrow(
      Sqs.QueueDoesNotExist,
    );
    await put(entry({}));
    expect(handler.calls.map(({ service, operation }) => `${service}.${operation}`)).toEqual([
      "sqs.GetQueueUrl",
      "events.PutEvents",
    ]);
    expect(handler.calls[0]?.input).toEqual({ QueueName: "none" });
    handler.reset();
    expect(handler.calls).toEqual([]);
  });

  test("a call that fails before it is applied leaves nothing; one that fails after leaves its effect", async () => {
    const QueueUrl = queues.create("mail");
    const send = () => sqs.send(new Sqs.SendMessageCommand({ QueueUrl, MessageBody: "hello" }));
    const lost = new AwsError("ServiceUnavailable", "gone", { status: 503 });
    handler.intercept = () => {
      throw lost;
    };
    await expect(send()).rejects.toMatchObject({
      name: "ServiceUnavailable",
      $metadata: { httpStatusCode: 503 },
    });
    expect(queues.depth("mail")).toBe(0);
    handler.intercept = () => () => {
      throw lost;
    };
    await expect(send()).rejects.toMatchObject({ name: "ServiceUnavailable" });
    expect(queues.depth("mail")).toBe(1);
  });

  test("an answer is what it was when the call was applied, whatever the model does next", async () => {
    const store = { QueueUrl: "https://sqs.eu-west-2.amazonaws.com/0/first" };
    const live = modelHandler({ sqs: { call: () => store } });
    live.intercept = () => () => void (store.QueueUrl = "changed");
    const reader = new Sqs.SQSClient({ ...client(), requestHandler: live });
    const { QueueUrl } = await reader.send(new Sqs.GetQueueUrlCommand({ QueueName: "first" }));
    expect(QueueUrl).toBe("https://sqs.eu-west-2.amazonaws.com/0/first");
  });

  test("the SDK's own retry gets past one throttled attempt", async () => {
    const QueueUrl = queues.create("mail");
    const retrying = new Sqs.SQSClient({ ...client(), maxAttempts: 2 });
    handler.intercept = () => {
      if (handler.calls.length === 1) throw new AwsError("ThrottlingException", "slow down");
    };
    await retrying.send(new Sqs.SendMessageCommand({ QueueUrl, MessageBody: "hello" }));
    expect([handler.calls.length, queues.depth("mail")]).toEqual([2, 1]);
  });

  test("an operation that no model speaks is refused by name, and a fault of a model is not retried away", async () => {
    await expect(sqs.send(new Sqs.ListQueuesCommand())).rejects.toMatchObject({
      name: "UnknownOperationException",
    });
    bus.addRule({
      name: "broken",
      pattern: { source: ["orders"] },
      targets: [() => Promise.reject(new TypeError("bug"))],
    });
    await expect(put(entry({}))).rejects.toThrow(TypeError);
  });
});

describe("the bus", () => {
  test("the whole event reaches every queue and function whose rule matches, and no other", async () => {
    const seen: Envelope[] = [];
    for (const name of ["reporting", "leads"]) queues.create(name);
    const takes = (event: Envelope) => void seen.push(event);
    bus.addRule({ name: "a", pattern: { "detail-type": ["OrderPlaced"] }, targets: ["reporting", takes] });
    bus.addRule({ name: "b", pattern: { "detail-type": ["LeadReceived"] }, targets: ["leads"] });
    const answer = await put(
      entry({ order: "ord_1" }, { Time: new Date("2026-02-28T23:59:59Z"), Resources: ["arn:x"] }),
    );
    expect(JSON.parse(queues.bodies("reporting")[0] ?? "")).toEqual({
      version: "0",
      id: answer.Entries?.[0]?.EventId,
      "detail-type": "OrderPlaced",
      source: "orders",
      account: "000000000000",
      time: "2026-02-28T23:59:59Z",
      region: "eu-west-2",
      resources: ["arn:x"],
      detail: { order: "ord_1" },
    });
    expect([seen.length, queues.depth("leads"), answer.FailedEntryCount]).toEqual([1, 0, 0]);
  });

  test("a bad or refused entry fails alone, and its neighbours go through", async () => {
    bus.refuse = ({ Source }) => (Source === "busy" ? "ThrottlingException" : undefined);
    const answer = await put(
      entry({ n: 1 }),
      entry({}, { DetailType: undefined }),
      entry({}, { Detail: "[1]" }),
      entry({}, { Source: "busy" }),
      entry({}, { Source: "aws.ec2" }),
      entry({ n: 2 }),
    );
    expect(answer.FailedEntryCount).toBe(4);
    expect(answer.Entries?.map(({ ErrorCode, EventId }) => ErrorCode ?? typeof EventId)).toEqual([
      "string",
      "InvalidArgument",
      "MalformedDetail",
      "ThrottlingException",
      "NotAuthorizedForSourceException",
      "string",
    ]);
    expect(bus.accepted.map(({ detail }) => detail["n"])).toEqual([1, 2]);
  });

  test("eleven entries, more than a megabyte, or no complete entry fail as a whole", async () => {
    const refused = { name: "ValidationException" };
    const half = entry({ text: "x".repeat(524_288) });
    await expect(put(...Array.from({ length: 11 }, () => entry({})))).rejects.toMatchObject(refused);
    await expect(put(half, half)).rejects.toMatchObject(refused);
    await expect(put(entry({}, { DetailType: undefined }))).rejects.toMatchObject(refused);
    await expect(put(half)).resolves.toMatchObject({ FailedEntryCount: 0 });
    expect(bus.accepted).toHaveLength(1);
  });

  test("a named bus delivers only what is meant for it", async () => {
    const named = createBus({
      clock,
      name: "forecourt",
      onDeliver: (queue, body) => void queues.send(queue, body),
    });
    queues.create("all");
    named.addRule({ name: "all", pattern: { source: [{ exists: true }] }, targets: ["all"] });
    events = new EventBridgeClient({ ...client(), requestHandler: modelHandler({ events: named }) });
    const arn = "arn:aws:events:eu-west-2:000000000000:event-bus/forecourt";
    await put(entry({}), entry({}, { EventBusName: "forecourt" }), entry({}, { EventBusName: arn }));
    expect(queues.depth("all")).toBe(2);
  });
});

describe("the queues", () => {
  const failure = (itemIdentifier = "") => ({ itemIdentifier });

  test("a message taken is hidden until its visibility timeout, then comes again with a higher count", async () => {
    const QueueUrl = queues.create("work", { visibilityTimeout: 60 });
    await sqs.send(new Sqs.SendMessageCommand({ QueueUrl, MessageBody: "车 🚗" }));
    const [first] = queues.take("work");
    expect(first).toMatchObject({ body: "车 🚗", eventSource: "aws:sqs", awsRegion: "eu-west-2" });
    expect(first?.eventSourceARN).toBe("arn:aws:sqs:eu-west-2:000000000000:work");
    expect(first?.attributes).toMatchObject({
      ApproximateReceiveCount: "1",
      SentTimestamp: String(clock.now()),
    });
    expect(queues.take("work")).toEqual([]);
    clock.advance(60_000);
    const [second] = queues.take("work");
    expect([second?.messageId, second?.attributes.ApproximateReceiveCount]).toEqual([first?.messageId, "2"]);
  });

  test("of a batch, what succeeded is gone and what failed is dead-lettered after its last receive", () => {
    queues.create("work", {
      visibilityTimeout: 10,
      redrive: { maxReceiveCount: 2, deadLetterQueue: "work-dead" },
    });
    for (const body of ["good", "poison"]) queues.send("work", body);
    const records = queues.take("work");
    queues.settle("work", records, [failure(records[1]?.messageId)]);
    expect(queues.bodies("work")).toEqual(["poison"]);
    expect(queues.take("work")).toEqual([]);
    clock.advance(10_000);
    const again = queues.take("work");
    queues.settle("work", again, [failure(again[0]?.messageId)], { immediately: true });
    expect([queues.depth("work"), queues.bodies("work-dead")]).toEqual([0, ["poison"]]);
    const [dead] = queues.take("work-dead");
    expect(dead?.attributes.DeadLetterQueueSourceArn).toBe("arn:aws:sqs:eu-west-2:000000000000:work");
    expect(dead?.messageId).toBe(again[0]?.messageId);
  });

  test("a message never taken is gone after its retention, and a dead-letter queue can be read by itself", () => {
    queues.create("work", { retentionSeconds: 60, redrive: { maxReceiveCount: 1, deadLetterQueue: "dead" } });
    queues.send("work", "taken");
    queues.take("work");
    queues.send("work", "never taken");
    clock.advance(30_000);
    expect(queues.take("dead").map(({ body }) => body)).toEqual(["taken"]);
    clock.advance(30_000);
    expect(queues.depth("work")).toBe(0);
  });

  test("the wire receives, hides, counts and deletes by receipt, and an old receipt deletes nothing", async () => {
    const QueueUrl = queues.create("work", { redrive: { maxReceiveCount: 5, deadLetterQueue: "dead" } });
    const MessageAttributes = { kind: { DataType: "String", StringValue: "x" } };
    await sqs.send(new Sqs.SendMessageCommand({ QueueUrl, MessageBody: "one", MessageAttributes }));
    await sqs.send(new Sqs.SendMessageCommand({ QueueUrl, MessageBody: "later", DelaySeconds: 5 }));
    const receive = () =>
      sqs.send(
        new Sqs.ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: 10,
          MessageAttributeNames: ["All"],
          MessageSystemAttributeNames: ["ApproximateReceiveCount"],
        }),
      );
    const first = (await receive()).Messages?.[0];
    expect(first).toMatchObject({
      Body: "one",
      Attributes: { ApproximateReceiveCount: "1" },
      MessageAttributes,
    });
    const { Attributes } = await sqs.send(
      new Sqs.GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
    );
    expect(Attributes).toMatchObject({
      ApproximateNumberOfMessages: "0",
      ApproximateNumberOfMessagesNotVisible: "1",
      ApproximateNumberOfMessagesDelayed: "1",
    });
    expect(JSON.parse(Attributes?.["RedrivePolicy"] ?? "")).toMatchObject({ maxReceiveCount: 5 });
    const ReceiptHandle = first?.ReceiptHandle;
    await sqs.send(new Sqs.ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
    const second = (await receive()).Messages?.[0];
    await sqs.send(new Sqs.DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    expect(queues.depth("work")).toBe(2);
    await sqs.send(new Sqs.DeleteMessageCommand({ QueueUrl, ReceiptHandle: second?.ReceiptHandle }));
    expect(queues.bodies("work")).toEqual(["later"]);
    expect(queues.nextVisibleAt("work")).toBe(clock.now() + 5000);
  });

  test("a batch reports each entry, and a malformed batch is refused by its own error name", async () => {
    const QueueUrl = queues.create("work");
    const batch = (...Entries: Sqs.SendMessageBatchRequestEntry[]) =>
      sqs.send(new Sqs.SendMessageBatchCommand({ QueueUrl, Entries }));
    const answer = await batch(
      { Id: "a", MessageBody: "one" },
      { Id: "b", MessageBody: "two", DelaySeconds: 901 },
    );
    expect(answer.Successful?.map(({ Id }) => Id)).toEqual(["a"]);
    expect(answer.Failed).toMatchObject([{ Id: "b", Code: "InvalidParameterValue", SenderFault: true }]);
    const same = { Id: "a", MessageBody: "x" };
    await expect(batch(same, same)).rejects.toThrow(Sqs.BatchEntryIdsNotDistinct);
    await expect(batch()).rejects.toThrow(Sqs.EmptyBatchRequest);
    const eleven = Array.from({ length: 11 }, (_, n) => ({ Id: `m${n}`, MessageBody: "x" }));
    await expect(batch(...eleven)).rejects.toThrow(Sqs.TooManyEntriesInBatchRequest);
    const huge = { MessageBody: "x".repeat(600_000) };
    await expect(batch({ Id: "a", ...huge }, { Id: "b", ...huge })).rejects.toThrow(Sqs.BatchRequestTooLong);
    await expect(
      sqs.send(
        new Sqs.ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: "?", VisibilityTimeout: 1 }),
      ),
    ).rejects.toThrow(Sqs.ReceiptHandleIsInvalid);
  });
});
