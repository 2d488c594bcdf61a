import {
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
} from "@aws-sdk/client-cognito-identity-provider";
import { DynamoDBClient, GetItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { SendEmailCommand, SESv2Client } from "@aws-sdk/client-sesv2";
import { GetQueueUrlCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stages } from "#infra/stages";
import { readMails } from "#local/demo/mails";
import { pay } from "#local/seed/buying";
import { until } from "#local/until";
import "./roles/behind-tls.ts";
import { type CloudWithRoles, cloudWithRoles } from "./roles/cloud.ts";
import { credentialsOf, put } from "./roles/iam.ts";
import { type Showroom, showroom } from "./roles/showroom.ts";

/*
 * One journey on an engine that enforces roles (`AUTH=true`): every call of every function is judged by the policy that
 * its template gives it. Partition keys are not judged here (the engine does not know `dynamodb:LeadingKeys`): they are
 * in `verify:policy`, on the same templates.
 */

let cloud: CloudWithRoles;
let room: Showroom;

beforeAll(async () => {
  cloud = await cloudWithRoles();
  room = await showroom(cloud);
});

afterAll(() => cloud.stop());

type Order = { order: string; state: string };
type Report = { totals: { orders: { paid: number }; leads: { received: number } } };

test("a shopper buys and a visitor asks, and every function may do what that takes", async () => {
  const { dealer, owner, buyer, visitor } = room;
  const [car, twin] = [await room.car(), await room.car()];
  await until("the twin's recommendation of the car", 60, async () => (await similar(twin)).includes(car));

  const { order } = await buyer.post<Order>(`/v1/dealers/${dealer}/orders`, { vehicle: car });
  await pay(cloud, buyer, dealer, order);
  const { lead } = await visitor.post<{ lead: string }>(`/v1/dealers/${dealer}/leads`, {
    contact: { name: "Ada Byron", email: "visitor@example.org" },
    vehicle: twin,
  });
  await visitor.post(`/v1/dealers/${dealer}/signals`, {
    visitor: "b2f1c9d4e07a4f6f9a3d",
    kind: "view",
    vehicle: twin,
  });

  await until("two mails each about order and lead", 60, async () => {
    const mails = await readMails(cloud.mails);
    return [order, lead].every((about) => mails.filter(({ text }) => text.includes(about)).length === 2);
  });
  await until("the report", 60, async () => {
    const { totals } = await owner.get<Report>(`/v1/reports/daily?${lastDays()}`);
    return totals.orders.paid === 1 && totals.leads.received === 1;
  });
  await until("the end of the recommendation", 60, async () => !(await similar(twin)).includes(car));
  await until("the archive's objects", 60, async () => (await archived()) > 0);
  expect((await fetch(`${cloud.api}/en/${dealer}`)).status).toBe(200);
  expect(await room.refusals()).toEqual([]);
});

async function similar(vehicle: string): Promise<string[]> {
  const path = `/v1/dealers/${room.dealer}/vehicles/${vehicle}/similar`;
  const { status, body } = await room.visitor.ask("GET", path);
  // A car that was just put on sale is not on the shelves yet.
  return status === 404 ? [] : (body as { data: { vehicle: string }[] }).data.map((row) => row.vehicle);
}

/** A day more on both sides: the dealer's day may not be ours. */
function lastDays(): string {
  const [from, to] = [-1, 1].map((days) =>
    new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10),
  );
  return `from=${from}&to=${to}`;
}

async function archived(): Promise<number> {
  const s3 = new S3Client({ ...(await as("reporting-queue")), forcePathStyle: true });
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: cloud.outputs.ArchiveBucket }));
  return Contents.length;
}

test("a function whose role lacks one statement is refused, and nothing has happened", async () => {
  const role = cloud.roles.get("forecourt-dev-identity-api")!;
  const invitation = { email: "late@harrow-vale.example", name: "Lou Late", roles: ["salesperson"] };
  const invited = async () => {
    const { data } = await room.owner.get<{ data: { email: string }[] }>("/v1/staff");
    return data.some(({ email }) => email === invitation.email);
  };

  await put(cloud, { ...role, statements: role.statements.filter(({ Sid }) => Sid !== "StaffInvitations") });
  const refused = await room.owner.ask("POST", "/v1/staff", { body: invitation });
  expect(refused.status).toBe(500);
  expect(await room.refusals()).toContainEqual(expect.stringMatching(/^identity-api .*cognito-idp:Admin/));
  expect(await invited()).toBe(false);

  await put(cloud, role);
  await room.owner.post("/v1/staff", invitation);
  expect(await invited()).toBe(true);
});

describe("a role is refused", () => {
  test.each([
    [
      "orders-api",
      "a scan",
      async (way: Way) =>
        new DynamoDBClient(way).send(new ScanCommand({ TableName: cloud.outputs.TableName })),
    ],
    [
      "relay",
      "another bus",
      async (way: Way) =>
        new EventBridgeClient(way).send(new PutEventsCommand({ Entries: [event("default")] })),
    ],
    [
      "sweep",
      "a queue without commands",
      async (way: Way) =>
        new SQSClient(way).send(new GetQueueUrlCommand({ QueueName: "forecourt-dev-archive" })),
    ],
    [
      "archive-queue",
      "what it has written",
      async (way: Way) =>
        new S3Client({ ...way, forcePathStyle: true }).send(
          new GetObjectCommand({ Bucket: cloud.outputs.ArchiveBucket, Key: "harrow-vale/x" }),
        ),
    ],
    [
      "leads-queue",
      "the other pool",
      async (way: Way) =>
        new CognitoIdentityProviderClient(way).send(
          new AdminGetUserCommand({ UserPoolId: cloud.outputs.StaffPoolId, Username: room.email }),
        ),
    ],
  ])("%s: %s", async (name, _, call) => {
    await expect(call(await as(name))).rejects.toThrow(/not authorized/);
  });

  test("and allowed its own of the same kind", async () => {
    const { outputs } = cloud;
    const bus = new EventBridgeClient(await as("relay"));
    await bus.send(new PutEventsCommand({ Entries: [event(outputs.BusName)] }));
    const queues = new SQSClient(await as("sweep"));
    await queues.send(new GetQueueUrlCommand({ QueueName: "forecourt-dev-orders" }));
    const people = new CognitoIdentityProviderClient(await as("leads-queue"));
    const shopper = { UserPoolId: outputs.CustomerPoolId, Username: room.email };
    expect((await people.send(new AdminGetUserCommand(shopper))).Enabled).toBe(true);
  });
});

describe("the engine's own limits, which an upgrade may lift", () => {
  test("a secret's name stands where CloudFormation puts its address, in every role that may read it", () => {
    const secrets = cloud.mended.filter(({ sid }) => sid === "RootSecret");
    expect(secrets.length).toBeGreaterThan(10);
    expect(new Set(secrets.map(({ resource }) => resource))).toEqual(new Set(["forecourt-dev/root"]));
  });

  test("mail from the identity that the role names is refused", async () => {
    const [mail] = cloud.mended.filter(({ sid }) => sid === "Mail");
    const role = cloud.roles.get(mail?.name ?? "")!;
    const statements = role.statements.map((each) =>
      each.Sid === "Mail" ? { ...each, Resource: String(mail?.resource) } : each,
    );
    const ses = new SESv2Client(await as("notification-queue"));
    const letter = new SendEmailCommand({
      FromEmailAddress: stages.dev.mailFrom,
      Destination: { ToAddresses: [room.email] },
      Content: { Simple: { Subject: { Data: "Hello" }, Body: { Text: { Data: "Hello" } } } },
    });
    expect(mail?.resource).toContain(`identity/${stages.dev.mailFrom}`);
    await put(cloud, { ...role, statements });
    await expect(ses.send(letter)).rejects.toThrow(/not authorized/);
    await put(cloud, role);
    await ses.send(letter);
  });

  test("items are judged by table, not by partition", async () => {
    const client = new DynamoDBClient(await as("sweep"));
    const Key = { pk: { S: `${room.dealer}#orders#order#none` }, sk: { S: "order" } };
    const { Item } = await client.send(new GetItemCommand({ TableName: cloud.outputs.TableName, Key }));
    expect(Item).toBeUndefined();
  });
});

type Way = Awaited<ReturnType<typeof as>>;

/** What a client needs in order to call under the role of one of our functions. */
async function as(name: string) {
  const { endpoint, region, roles } = cloud;
  const credentials = await credentialsOf(cloud, roles.get(`forecourt-dev-${name}`)!);
  return { endpoint, region, credentials, maxAttempts: 1 };
}

function event(EventBusName: string) {
  return { EventBusName, Source: "journey", DetailType: "Nothing", Detail: "{}" };
}
