import { names } from "#infra/names";
import type { Deployed, Statement } from "./roles.ts";

/** A fault in the role of one deployed function: what stands in its template is changed before it is judged. */
export type RolePlant = {
  readonly name: string;
  readonly of: string;
  readonly change: (statements: readonly Statement[]) => readonly Statement[];
};

const { api, consumer, relay, relayRetry, sweep, rotation, trigger } = names("prod");

export const rolePlants: readonly RolePlant[] = [
  {
    name: "a consumer may do anything with its queue",
    of: consumer("orders"),
    change: changed("TakeMessages", { Action: "sqs:*" }),
  },
  {
    name: "a consumer may send to any queue",
    of: consumer("leads"),
    change: changed("PutAside", { Resource: "arn:aws:sqs:eu-west-2:123456789012:*" }),
  },
  { name: "poison cannot be put aside", of: consumer("customers"), change: without("PutAside") },
  { name: "the sweep may read every item", of: sweep, change: changed("Timers", { Condition: keys("*") }) },
  { name: "the sweep may touch what it likes", of: sweep, change: changed("Timers", { Condition: {} }) },
  {
    name: "the relay may put events on any bus",
    of: relay,
    change: changed("PutEvents", { Resource: "arn:aws:events:eu-west-2:123456789012:event-bus/*" }),
  },
  { name: "the relay cannot set aside what the bus refuses", of: relay, change: without("Send") },
  {
    name: "the relay's second try is given the table too",
    of: relayRetry,
    change: (statements) => [
      ...statements,
      allow("dynamodb:GetItem", "arn:aws:dynamodb:eu-west-2:123456789012:table/forecourt-prod"),
    ],
  },
  {
    name: "who writes the archive may delete from it",
    of: consumer("archive"),
    change: changed("Archive", { Action: ["s3:PutObject", "s3:DeleteObject"] }),
  },
  {
    name: "who writes the archive may read it",
    of: consumer("archive"),
    change: changed("Archive", { Action: ["s3:PutObject", "s3:GetObject"] }),
  },
  {
    name: "who rebuilds may not list the archive",
    of: consumer("reporting"),
    change: without("FindArchived"),
  },
  { name: "mail may not be sent", of: consumer("notification"), change: without("Mail") },
  {
    name: "mail may be sent under any identity",
    of: consumer("notification"),
    change: changed("Mail", { Resource: "arn:aws:ses:eu-west-2:123456789012:identity/*" }),
  },
  { name: "nobody can be invited", of: api("identity"), change: without("StaffInvitations") },
  {
    name: "who invites may delete accounts as well",
    of: api("dealers"),
    change: changed("StaffInvitations", {
      Action: ["cognito-idp:AdminCreateUser", "cognito-idp:AdminDeleteUser"],
    }),
  },
  {
    name: "any secret may be read",
    of: api("orders"),
    change: changed("RootSecret", { Resource: "arn:aws:secretsmanager:eu-west-2:123456789012:secret:*" }),
  },
  {
    name: "the table's key decrypts by any way",
    of: api("catalog"),
    change: changed("TableKey", { Condition: {} }),
  },
  {
    name: "the table cannot be read for want of its key",
    of: trigger("identity"),
    change: without("TableKey"),
  },
  {
    name: "pages may do everything",
    of: api("storefront"),
    change: (statements) => [...statements, allow("*", "*")],
  },
  {
    name: "the edge's secret is told to any distribution",
    of: rotation,
    change: changed("Header", { Resource: "arn:aws:cloudfront::123456789012:distribution/*" }),
  },
];

/** The function with the fault in its role. @throws Error when the role has nothing that the fault could change. */
export function planted(functions: ReadonlyMap<string, Deployed>, { name, of, change }: RolePlant): Deployed {
  const found = functions.get(of);
  if (!found) throw new Error(`The plant "${name}" is stale: there is no function ${of}.`);
  const policies = found.policies.map((each) => {
    const statements = change(each.policy.Statement);
    if (JSON.stringify(statements) === JSON.stringify(each.policy.Statement))
      throw new Error(`The plant "${name}" is stale: it changes nothing in ${of}.`);
    return { ...each, policy: { ...each.policy, Statement: statements } };
  });
  return { ...found, policies };
}

function changed(sid: string, change: Partial<Statement>): RolePlant["change"] {
  return (statements) => statements.map((each) => (each.Sid === sid ? { ...each, ...change } : each));
}

function without(sid: string): RolePlant["change"] {
  return (statements) => statements.filter(({ Sid }) => Sid !== sid);
}

function allow(action: string, resource: string): Statement {
  return { Sid: "Planted", Effect: "Allow", Action: action, Resource: resource };
}

function keys(...partitions: string[]): NonNullable<Statement["Condition"]> {
  return { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": partitions } };
}
