import type { Context } from "#shared/context";
import { connect } from "#shared/aws";
import { unpack } from "#shared/archive-objects";
import { access } from "#functions/identity/access";
import { Member } from "#functions/identity/entities";
import { contexts as everyContext } from "#functions/index";
import { system, within } from "#shared/scope";
import { forgetSecrets } from "#shared/secrets";
import { forgetSettings, type Setting, Settings } from "#shared/settings";
import { sweep } from "#shared/sweep";
import { turnClock } from "#shared/time";
import { transact } from "#shared/transact";
import { createApi } from "./api.ts";
import { asFunction, functions } from "./at-work.ts";
import { createDelivery, type Travel } from "./delivery.ts";
import { archiveBucket, environment, tableDefinition } from "./deployment.ts";
import { keyServer } from "./key-server.ts";
import { createBuckets } from "./model/buckets.ts";
import { createBus } from "./model/bus.ts";
import { createClock } from "./model/clock.ts";
import { createCognito } from "./model/cognito.ts";
import { createDynamo, type StreamRecord } from "./model/dynamo.ts";
import { createMail } from "./model/mail.ts";
import { createQueues } from "./model/queues.ts";
import { modelHandler } from "./model/request-handler.ts";
import { createSecrets } from "./model/secrets.ts";
import { createPeople } from "./people.ts";
import { boundByRoles } from "./roles.ts";

/** `archives`: events go to the archive too. Left out where nobody looks at it, because each batch costs a millisecond. */
type Options = { readonly contexts?: readonly Context[]; readonly at?: string; readonly archives?: boolean };

export type Forecourt = Awaited<ReturnType<typeof forecourt>>;

/**
 * The whole platform in this process: the real contexts, kernel and SDK clients on modelled AWS services, wired
 * as infrastructure wires them from the same manifests. One at a time per process.
 *
 * @example
 * const world = await forecourt();
 * const london = await world.dealer({ country: "GB" });
 * await world.visitor.post(`/v1/dealers/${london}/leads`, { … });
 * await world.settle();
 */
export async function forecourt(options: Options = {}) {
  const { contexts = everyContext, archives = false } = options;
  const clock = createClock(options.at ?? "2026-11-25T09:00:00.000Z");
  turnClock({ now: clock.now, wait: async () => undefined });
  const outbox: StreamRecord[] = [];
  const onStream = (_table: string, records: StreamRecord[]): void => void outbox.push(...records);
  const dynamodb = createDynamo({ clock, region: "eu-west-2", onStream });
  const queues = createQueues({ clock });
  const bus = createBus({
    clock,
    name: "forecourt-test",
    onDeliver: (queue, body) => void queues.send(queue, body),
  });
  const mail = createMail({ clock });
  const cognito = createCognito({ clock });
  const people = createPeople(cognito, contexts, clock);
  const secrets = { root: JSON.stringify({ r1: "a root secret for tests" }) };
  const buckets = createBuckets([archiveBucket]);
  const aws = modelHandler(
    { dynamodb, events: bus, sqs: queues, ses: mail, cognito, secrets: createSecrets(secrets), s3: buckets },
    { intercept: boundByRoles(contexts) },
  );

  Object.assign(process.env, environment({ pools: people.pools, jwks: await keyServer(cognito) }));
  connect({
    requestHandler: aws as never,
    region: "eu-west-2",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  forgetSettings();
  forgetSecrets();
  dynamodb.call("CreateTable", tableDefinition);
  dynamodb.call("UpdateTimeToLive", {
    TableName: tableDefinition.TableName,
    TimeToLiveSpecification: { AttributeName: "_ttl", Enabled: true },
  });

  const api = createApi({ contexts, access, cognito, pools: people.pools });
  const delivery = createDelivery({ contexts, bus, queues, outbox, archives });

  /** Members of staff have an account and a membership, as an invitation would have made them. */
  function join(dealer: string, roles: string[]): string {
    const { sub, email, name } = people.enrolled("staff", `${dealer}-${roles.join("-")}`);
    if (joined.has(sub) || roles.length === 0) return sub;
    const since = new Date(clock.now()).toISOString();
    const owner = roles.includes("owner") ? { owner_since: since } : {};
    const member = { dealer, account: sub, name, email, roles, since, ...owner, version: 1 };
    const { write } = within({ ...platformScope(dealer), widened: true }, () => Member.create(member));
    dynamodb.call("PutItem", { TableName: "forecourt-test", Item: write.Put?.Item });
    joined.add(sub);
    return sub;
  }

  const joined = new Set<string>();
  const world = {
    contexts,
    clock,
    aws,
    dynamodb,
    /** What the table's stream holds and no relay has taken yet. */
    stream: outbox,
    mail,
    cognito,
    queues,
    bus,
    buckets,
    archives,
    /** What the archive holds, by object. */
    archived: () =>
      new Map(buckets.keys(archiveBucket).map((key) => [key, unpack(buckets.body(archiveBucket, key))])),
    /** What Secrets Manager holds, so that a test can rotate it. */
    secrets,
    pools: people.pools,
    table: () => dynamodb.dump("forecourt-test"),
    visitor: api.client(),
    /** A signed-in shopper; the same name is the same account. */
    customer: (name = "ada") => ({ id: people.idOf(name), ...api.client(people.customerToken(name)) }),
    /** A member of staff of a dealer, in roles. */
    staff: (dealer: string, ...roles: string[]) => ({
      id: join(dealer, roles),
      ...api.client(people.staffToken(dealer, roles)),
    }),
    operator: api.client(people.staffToken("platform", ["operator"])),
    as: (token: string) => api.client(token),
    tokens: people,
    /** Everything that was set off, to its end: stream, relay, bus, queues, reactions. */
    settle: (travel?: Travel) => delivery.settle(travel),
    deadLetters: (context: string) => queues.bodies(`forecourt-test-${context}-dead`),
    /** Turns the clock, sweeps as the schedule would, and settles. */
    async later(milliseconds: number) {
      clock.advance(milliseconds);
      await asFunction(functions.sweep, sweep);
      await delivery.settle();
    },
    /** A dealer with settings, ready to trade. */
    async dealer(setting: Partial<Setting> & { id?: string } = {}) {
      const { id = "london-cars", ...rest } = setting;
      await within(platformScope(id), () =>
        transact([Settings.create({ ...defaults, version: 1, ...rest })]),
      );
      forgetSettings();
      return id;
    },
  };
  return world;
}

const platformScope = (dealer: string) => ({
  context: "dealers",
  dealer,
  caller: system,
  correlation: "test",
  action: "test",
});

const defaults = {
  name: "London Cars",
  country: "GB",
  currency: "GBP" as const,
  locale: "en" as const,
  zone: "Europe/London",
  frozen: false,
  off: [],
  roles: {},
};
