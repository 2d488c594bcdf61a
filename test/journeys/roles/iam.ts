import type { LocalCloud } from "#local/cloud";

/* The roles of an engine that enforces them, by AWS's own Query APIs. */

export type Statement = {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
};
/** A function's role, with the one policy that it has. */
export type Role = { readonly arn: string; readonly name: string; readonly statements: readonly Statement[] };
export type Engine = Pick<LocalCloud, "endpoint" | "region">;

/** The role of each of our functions, by the function's name. */
export async function rolesOf(engine: Engine): Promise<ReadonlyMap<string, Role>> {
  const answer = await fetch(`${engine.endpoint}/2015-03-31/functions/?MaxItems=1000`, {
    headers: signed(engine, "lambda"),
  });
  type Listed = { Functions: { FunctionName: string; Role: string }[] };
  const { Functions } = (await answer.json()) as Listed;
  const roles = await Promise.all(
    Functions.map(async ({ FunctionName, Role: arn }) => {
      const name = arn.slice(arn.lastIndexOf("/") + 1);
      return [FunctionName, { arn, name, statements: await statementsOf(engine, name) }] as const;
    }),
  );
  return new Map(roles);
}

/** Replaces what a role may do. It holds from the next call on. */
export async function put(engine: Engine, { name, statements }: Role): Promise<void> {
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: statements });
  await query(engine, "iam", { Action: "PutRolePolicy", RoleName: name, PolicyName: policy, PolicyDocument });
}

/** What an SDK client needs in order to call under a role. The account itself is let put it on for that. */
export async function credentialsOf(engine: Engine, { arn, name }: Role) {
  const trust = { Effect: "Allow", Principal: { AWS: arn.split(":")[4] }, Action: "sts:AssumeRole" };
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
  await query(engine, "iam", { Action: "UpdateAssumeRolePolicy", RoleName: name, PolicyDocument });
  const session = { Action: "AssumeRole", RoleArn: arn, RoleSessionName: "journey" };
  const text = await query(engine, "sts", session);
  return {
    accessKeyId: textOf(text, "AccessKeyId"),
    secretAccessKey: textOf(text, "SecretAccessKey"),
    sessionToken: textOf(text, "SessionToken"),
  };
}

/** Of the account's own key the engine looks at the name alone. */
export function signed({ region }: Engine, service: string): Record<string, string> {
  const day = new Date().toISOString().slice(0, 10).replaceAll("-", "");
  const credential = `test/${day}/${region}/${service}/aws4_request`;
  return { authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=none` };
}

/** As `infra/platform-function.ts` names it. */
const policy = "function";

async function statementsOf(engine: Engine, role: string): Promise<Statement[]> {
  const asked = { Action: "GetRolePolicy", RoleName: role, PolicyName: policy };
  const document = textOf(await query(engine, "iam", asked), "PolicyDocument");
  return (JSON.parse(document) as { Statement: Statement[] }).Statement;
}

const versions = { iam: "2010-05-08", sts: "2011-06-15" };

async function query(
  engine: Engine,
  service: "iam" | "sts",
  parameters: Record<string, string>,
): Promise<string> {
  const response = await fetch(engine.endpoint, {
    method: "POST",
    headers: signed(engine, service),
    body: new URLSearchParams({ Version: versions[service], ...parameters }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${parameters["Action"]} was answered ${response.status}: ${text}`);
  return text;
}

function textOf(xml: string, element: string): string {
  const [, text] = new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml) ?? [];
  if (text === undefined) throw new Error(`The answer has no ${element}: ${xml}`);
  return decodeURIComponent(text.replaceAll("&quot;", '"').replaceAll("&amp;", "&"));
}
