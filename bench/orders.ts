import { randomUUID } from "node:crypto";
import { DynamoDBClient, GetItemCommand, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { access } from "#functions/identity/access";
import { contexts } from "#functions/index";
import { type Event, serve } from "#shared/serve";
import { now } from "#shared/time";
import { onSale } from "#test/catalog-given";
import { type Forecourt, forecourt } from "#test/support/forecourt";
import { cpuOf, figure } from "./measuring.ts";

type Car = { vehicle: string; vin: string };
type Written = { read: GetInput; write: WriteInput };
type GetInput = ConstructorParameters<typeof GetItemCommand>[0];
type WriteInput = ConstructorParameters<typeof TransactWriteItemsCommand>[0];
const turns = 200;

/**
 * Placing an order in the Lambda handler (validation, claims, idempotency, event, timer, audit, log line) against the
 * two SDK calls by hand that read and write exactly the same items, with their input ready made: the least that any
 * code could do. Both speak to the same model in this process, whose own work is measured by itself.
 */
export async function orders() {
  const world = await forecourt({ contexts: contexts.filter(({ pages }) => !pages) });
  const dealer = await world.dealer();
  const cars: Car[] = [];
  // Two to learn the calls from; then for each of three measurements its runs and the 20 before it.
  for (let made = 0; made < 2 + 3 * (turns + 20); made += 1) cars.push(await stocked(world, dealer));
  const place = placing(dealer);
  const [first] = cars;
  await place(first!);
  world.aws.reset();
  const known = cars[1]!;
  await place(known);
  const calls = world.aws.calls.map(({ operation }) => operation);
  const learnt = world.aws.calls.map(({ input }) => input) as unknown as [GetInput, WriteInput];
  const inputs = cars.map((car, at) => inputsFor(car, at, known, learnt));
  const next = counter(2);
  const client = new DynamoDBClient({
    requestHandler: world.aws as never,
    region: "eu-west-2",
    credentials: { accessKeyId: "bench", secretAccessKey: "bench" },
  });
  world.aws.intercept = undefined;
  const ours = await cpuOf(turns, () => place(cars[next()]!));
  const byHand = await cpuOf(turns, () => handWritten(client, inputs[next()]!));
  const model = await cpuOf(turns, () => modelAlone(world, inputs[next()]!));
  return {
    name: "placing an order",
    peer: "GetItem and TransactWriteItems by hand with the same items, input ready made, same model",
    calls: calls.length,
    operations: calls.join(" "),
    items_written: learnt[1].TransactItems?.length,
    peer_calls: 2,
    cpu_ms: figure(ours),
    peer_cpu_ms: figure(byHand),
    model_cpu_ms: figure(model),
    times_the_cpu_of_the_peer: figure(ours / byHand),
    own_cpu_ms_beyond_the_peer: figure(ours - byHand),
  };
}

async function stocked(world: Forecourt, dealer: string): Promise<Car> {
  const car = await onSale(world, dealer);
  const reply = await world.staff(dealer, "owner").post("/v1/stock-units", car);
  if (reply.status !== 201) throw new Error(reply.text);
  return car;
}

/** The Lambda handler of orders, as API Gateway calls it once its authoriser has read the token. */
function placing(dealer: string): (car: Car) => Promise<void> {
  const context = contexts.find(({ name }) => name === "orders");
  if (!context) throw new Error("There is no context of orders.");
  const handler = serve(context, access);
  const claims = {
    token_use: "access",
    iss: process.env["CUSTOMER_ISSUER"],
    client_id: process.env["CUSTOMER_CLIENT_ID"],
    sub: randomUUID(),
    exp: String(Math.floor(now() / 1000) + 3600),
  };
  return async ({ vehicle }) => {
    const path = `/v1/dealers/${dealer}/orders`;
    const event = {
      version: "2.0",
      routeKey: "POST /v1/dealers/{dealer}/orders",
      rawPath: path,
      rawQueryString: "",
      headers: { "content-type": "application/json", "idempotency-key": vehicle },
      pathParameters: { dealer },
      requestContext: {
        requestId: randomUUID(),
        http: { method: "POST", path, sourceIp: "203.0.113.7", protocol: "HTTP/1.1", userAgent: "bench" },
        authorizer: { jwt: { claims, scopes: null } },
      },
      isBase64Encoded: false,
      body: JSON.stringify({ vehicle }),
    };
    const answer = await handler(event as unknown as Event, {} as never);
    if (answer.statusCode !== 201) throw new Error(answer.body);
  };
}

async function handWritten(client: DynamoDBClient, { read, write }: Written): Promise<void> {
  const { Item } = await client.send(new GetItemCommand(read));
  if (!Item || unmarshall(Item)["status"] !== "on_sale") throw new Error("Not on sale.");
  await client.send(new TransactWriteItemsCommand({ ...write, ClientRequestToken: randomUUID() }));
}

function modelAlone({ dynamodb }: Forecourt, { read, write }: Written): void {
  dynamodb.call("GetItem", structuredClone({ ...read }));
  dynamodb.call("TransactWriteItems", structuredClone({ ...write, ClientRequestToken: randomUUID() }));
}

/** The calls that one order made, for another car: with its ids, and new ones for what is written. */
function inputsFor(car: Car, at: number, known: Car, learnt: readonly [GetInput, WriteInput]): Written {
  const text = JSON.stringify(learnt)
    .replaceAll(known.vehicle, car.vehicle)
    .replaceAll(known.vin, car.vin)
    .replaceAll(
      /\b(ord|mov|evt|tmr|aud)_([0-9a-z]{20})[0-9a-z]{6}/g,
      (_, kind, id) => `${kind}_${id}${number(at)}`,
    )
    .replaceAll(/(#idempotency#[\w-]{37})[\w-]{6}/g, (_, key: string) => key + number(at));
  const [read, write] = JSON.parse(text) as [GetInput, WriteInput];
  return { read, write };
}

function number(at: number): string {
  return String(at).padStart(6, "0");
}

function counter(from: number): () => number {
  let count = from - 1;
  return () => (count += 1);
}
