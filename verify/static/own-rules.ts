export type Resource = { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> };
/** Resources of all stacks of one stage, by stack and logical id. */
export type Resources = Readonly<Record<string, Resource>>;
export type Rule = {
  readonly says: string;
  readonly of: string | readonly string[];
  /** Stages that may do without. */
  readonly except?: readonly string[];
  readonly holds: (properties: Properties, stage: string) => boolean;
};
type Properties = Readonly<Record<string, unknown>>;

/** Whatever lends permissions: a role mostly brings its policies along. */
const lenders = ["AWS::IAM::Role", "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"];

/** What no stage may be deployed without, whichever context adds the next resource. */
export const rules: readonly Rule[] = [
  {
    says: "A table can be restored to any second.",
    of: "AWS::DynamoDB::Table",
    holds: ({ PointInTimeRecoverySpecification: pitr }) => field(pitr, "PointInTimeRecoveryEnabled") === true,
  },
  {
    says: "A table cannot be deleted by mistake.",
    of: "AWS::DynamoDB::Table",
    except: ["dev", "staging"],
    holds: ({ DeletionProtectionEnabled }) => DeletionProtectionEnabled === true,
  },
  {
    says: "A table is encrypted under a key of ours.",
    of: "AWS::DynamoDB::Table",
    holds: ({ SSESpecification }) => field(SSESpecification, "SSEType") === "KMS",
  },
  {
    says: "A queue has dead letters after five tries, or is them.",
    of: "AWS::SQS::Queue",
    holds: ({ QueueName, RedrivePolicy }) =>
      String(QueueName).endsWith("-dead") || field(RedrivePolicy, "maxReceiveCount") === 5,
  },
  {
    says: "A queue's consumer reports the messages that failed, and no others come back.",
    of: "AWS::Lambda::EventSourceMapping",
    holds: ({ StartingPosition, FunctionResponseTypes }) =>
      StartingPosition !== undefined || text(FunctionResponseTypes).includes("ReportBatchItemFailures"),
  },
  {
    says: "A log group forgets.",
    of: "AWS::Logs::LogGroup",
    holds: ({ RetentionInDays }) => typeof RetentionInDays === "number" && RetentionInDays <= 400,
  },
  {
    says: "No policy allows every action, nor every action of a service.",
    of: lenders,
    holds: (lender) => actions(lender).every((action) => !/^\*$|:\*$/.test(action)),
  },
  {
    says: "No policy opens every resource, but for traces and for text messages, of which AWS knows no resource.",
    of: lenders,
    holds: (lender) =>
      allowing(lender)
        .filter(({ Resource }) => [Resource].flat().includes("*"))
        .every((statement) => actionsOf(statement).every((action) => /^xray:Put|^sns:Publish$/.test(action))),
  },
  {
    says: "A role is lent to a service or a person that is named.",
    of: "AWS::IAM::Role",
    holds: ({ AssumeRolePolicyDocument }) =>
      !/"(AWS|Service)":"\*"|"Principal":"\*"/.test(text(AssumeRolePolicyDocument)),
  },
  {
    says: "No function may scan a table.",
    of: lenders,
    holds: (lender) => !actions(lender).includes("dynamodb:Scan"),
  },
  {
    says: "A table tells of its changes, and forgets what has expired.",
    of: "AWS::DynamoDB::Table",
    holds: ({ StreamSpecification, TimeToLiveSpecification: ttl }) =>
      text(field(StreamSpecification, "StreamViewType")).includes("NEW") && field(ttl, "Enabled") === true,
  },
  {
    says: "A queue is encrypted.",
    of: "AWS::SQS::Queue",
    holds: ({ SqsManagedSseEnabled, KmsMasterKeyId }) =>
      SqsManagedSseEnabled === true || KmsMasterKeyId !== undefined,
  },
  {
    says: "Dead letters are kept for two weeks.",
    of: "AWS::SQS::Queue",
    holds: ({ QueueName, MessageRetentionPeriod }) =>
      !String(QueueName).endsWith("-dead") || MessageRetentionPeriod === 1_209_600,
  },
  {
    says: "What the bus cannot deliver is kept.",
    of: "AWS::Events::Rule",
    holds: ({ Targets }) =>
      ((Targets ?? []) as object[]).every((target) => field(target, "DeadLetterConfig") !== undefined),
  },
  {
    says: "Accounts cannot be deleted by mistake.",
    of: "AWS::Cognito::UserPool",
    except: ["dev", "staging"],
    holds: ({ DeletionProtection }) => DeletionProtection === "ACTIVE",
  },
  {
    says: "A bucket is closed to the public.",
    of: "AWS::S3::Bucket",
    holds: ({ PublicAccessBlockConfiguration: block }) =>
      field(block, "BlockPublicAcls") === true && field(block, "RestrictPublicBuckets") === true,
  },
];

/** @returns one sentence for each resource that breaks a rule, and how many were judged. */
export function judged(stage: string, resources: Resources): { checked: number; breaches: string[] } {
  let checked = 0;
  const breaches: string[] = [];
  for (const { says, of, except = [], holds } of rules)
    for (const [id, { Type, Properties = {} }] of Object.entries(resources)) {
      if (![of].flat().includes(Type) || except.includes(stage)) continue;
      checked += 1;
      if (!holds(Properties, stage)) breaches.push(`${stage} ${id}: ${says}`);
    }
  return { checked, breaches };
}

/**
 * Routes without an authoriser that the manifests do not list as open.
 *
 * @param open route keys that anybody, a provider or a member of either pool may call: our own code looks at them.
 */
export function unguarded(resources: Resources, open: ReadonlySet<string>): string[] {
  return Object.values(resources)
    .filter(({ Type }) => Type === "AWS::ApiGatewayV2::Route")
    .filter(({ Properties }) => Properties?.["AuthorizationType"] !== "JWT")
    .map(({ Properties }) => String(Properties?.["RouteKey"]))
    .filter((key) => !open.has(key))
    .map((key) => `${key} has no authoriser and is not listed as open.`);
}

type Statement = { Effect: string; Action?: string | string[]; Resource?: unknown };

/** What a policy, or a role in the policies that it brings along, allows. */
function allowing({ PolicyDocument, Policies }: Properties): Statement[] {
  const documents = [
    PolicyDocument,
    ...((Policies ?? []) as Properties[]).map((one) => one["PolicyDocument"]),
  ];
  return documents
    .flatMap((document) => (document as { Statement?: Statement[] } | undefined)?.Statement ?? [])
    .filter(({ Effect }) => Effect === "Allow");
}

function actions(lender: Properties): string[] {
  return allowing(lender).flatMap(actionsOf);
}

function actionsOf({ Action = [] }: Statement): string[] {
  return [Action].flat();
}

function field(value: unknown, name: string): unknown {
  return (value as Record<string, unknown> | undefined)?.[name];
}

function text(value: unknown): string {
  return JSON.stringify(value ?? "");
}
