import type { Lent } from "#infra/lending";
import { names } from "#infra/names";
import { matches } from "#test/support/roles";
import { arn, type Ask, ask, onItems } from "./asks.ts";
import { account, tableKey } from "./deployed.ts";
import { answers, type Grant, grantName, grantsOf, openness } from "./grants.ts";
import { evaluator, nameOf } from "./iam.ts";
import type { Deployed } from "./roles.ts";
import { openThough, spare, unusedThough } from "./spared.ts";

/** What each function asked, by its name. */
export type Asks = ReadonlyMap<string, ReadonlyMap<string, Ask>>;
type Functions = ReadonlyMap<string, Deployed>;
type Judgement = { readonly n: number; readonly violations: readonly string[] };

const none: ReadonlyMap<string, Ask> = new Map();

/** What each function asked must be allowed by its own role, by an evaluator that is not ours. */
export async function needed(functions: Functions, asks: Asks): Promise<Judgement> {
  const may = evaluator();
  const violations: string[] = [];
  let n = 0;
  for (const [name, { policies }] of functions) {
    const own = asks.get(name) ?? none;
    n += own.size;
    if (own.size === 0) violations.push(`${name} was never seen at work`);
    for (const asked of own.values())
      if (!(await may(policies, asked))) violations.push(`${name}: its role refuses ${nameOf(asked)}`);
  }
  return { n, violations };
}

/**
 * What others asked, and what nobody asks, must be refused. Of the table each role is asked about every context's items
 * and may do what is `lent` to its function.
 */
export async function foreign(
  functions: Functions,
  asks: Asks,
  lent: (name: string) => readonly Lent[],
): Promise<Judgement> {
  const may = evaluator();
  const { things, items, nobodys } = probesOf(asks);
  const violations: string[] = [];
  let n = 0;
  for (const [name, role] of functions) {
    const own = new Set([...(asks.get(name) ?? none).values()].map(kindOf));
    const excused = grantsOf(role).filter((grant) => spare([grant], unusedThough).left.length === 0);
    const others = [
      ...things.filter((each) => !own.has(kindOf(each)) && !excused.some((grant) => answers(grant, each))),
      ...items.filter((each) => !lent(name).some((one) => covers(one, each))),
      ...nobodys,
    ];
    n += others.length;
    for (const asked of others)
      if (await may(role.policies, asked))
        violations.push(`${name}: its role allows ${nameOf(asked)}, which is not its own`);
  }
  return { n, violations };
}

function covers({ actions, partitions }: Lent, { action, keys }: Ask): boolean {
  const [partition = ""] = [keys["dynamodb:LeadingKeys"] ?? []].flat();
  return (
    (actions as readonly string[]).includes(action) && partitions.some((like) => matches(like, partition))
  );
}

/** One of each kind of what was asked, items of each context, and what nobody may have. */
function probesOf(asks: Asks) {
  const all = [...asks.values()].flatMap((each) => [...each.values()]);
  const onTable = all.filter(({ keys }) => "dynamodb:LeadingKeys" in keys);
  const things = unique(all.filter((each) => !onTable.includes(each)).map((each) => [kindOf(each), each]));
  const partitions = new Map(
    onTable.map(({ keys }) => {
      const [partition = ""] = [keys["dynamodb:LeadingKeys"] ?? []].flat();
      return [partition.split("#")[1], partition] as const;
    }),
  );
  const table = arn("dynamodb", `table/${names("prod").table}`);
  const items = [...partitions.values()].flatMap((partition) =>
    ofItems.map((action) => onItems(action, table, partition)),
  );
  const objects = things.filter(({ action }) => action === "s3:PutObject");
  const nobodys = [
    ...unique(things.map(({ action }) => [action, ask(action, elsewhere(action))])),
    ...objects.map(({ resource }) => ask("s3:DeleteObject", resource)),
    // By another way than through the table.
    ask("kms:Decrypt", tableKey),
  ];
  return { things, items, nobodys };
}

/** Asked of every role about every context's items. Nobody may scan. */
const ofItems = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem", "dynamodb:Scan"];

/** Objects of one bucket are one kind. */
function kindOf(asked: Ask): string {
  if (!asked.resource.startsWith("arn:aws:s3:")) return nameOf(asked);
  return `${asked.action} ${asked.resource.split("/")[0]}`;
}

function unique(named: (readonly [string, Ask])[]): Ask[] {
  return [...new Map(named).values()];
}

/** The same kind of thing, and not one of ours. */
function elsewhere(action: string): string {
  const [service = ""] = action.split(":");
  return (
    {
      events: arn("events", "event-bus/default"),
      sqs: arn("sqs", "elsewhere"),
      s3: action === "s3:ListBucket" ? "arn:aws:s3:::elsewhere" : "arn:aws:s3:::elsewhere/object",
      secretsmanager: arn("secretsmanager", "secret:elsewhere-AbCdEf"),
      ses: arn("ses", "identity/elsewhere@example.com"),
      "cognito-idp": arn("cognito-idp", "userpool/eu-west-2_elsewhere"),
      kms: arn("kms", "key/elsewhere"),
      cloudfront: `arn:aws:cloudfront::${account}:distribution/ELSEWHERE`,
    }[service] ?? "arn:aws:elsewhere"
  );
}

/** What is granted and was never asked, and what is granted more openly than a resource of ours can be named. */
export function granted(functions: Functions, asks: Asks): Judgement {
  const all = [...functions].flatMap(([name, role]) => grantsOf(role).map((grant) => ({ ...grant, name })));
  const unused = all.filter((grant) => {
    const own = asks.get(grant.name) ?? none;
    return ![...own.values()].some((asked) => answers(grant, asked));
  });
  const open = all.filter((grant) => openness(grant) !== undefined);
  return {
    n: all.length,
    violations: [
      ...told(unused, unusedThough, () => "was never asked for"),
      ...told(open, openThough, (grant) => `allows ${openness(grant)}`),
    ],
  };
}

type Named = Grant & { readonly name: string };

function told(
  grants: readonly Named[],
  exceptions: typeof unusedThough,
  what: (grant: Grant) => string,
): string[] {
  const { left, needless } = spare(grants, exceptions);
  return [
    ...(left as Named[]).map((grant) => `${grant.name}: ${grantName(grant)}, ${what(grant)}`),
    ...needless.map(({ sid, why }) => `nothing needs the exception of ${sid} any more: ${why}`),
  ];
}
