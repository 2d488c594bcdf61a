export type Resource = { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> };
/** Resources of all stacks of one stage, by stack and logical id. */
export type Resources = Readonly<Record<string, Resource>>;
export type Rule = {
  readonly says: string;
  readonly of: string;
  /** Stages that may do without. */
  readonly except?: readonly string[];
  readonly holds: (properties: Properties, stage: string) => boolean;
};
type Properties = Readonly<Record<string, unknown>>;

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
    of: "AWS::IAM::Policy",
    holds: ({ PolicyDocument }) => allowed(PolicyDocument).every((action) => !/^\*$|:\*$/.test(action)),
  },
  {
    says: "No function may scan a table.",
    of: "AWS::IAM::Policy",
    holds: ({ PolicyDocument }) => !allowed(PolicyDocument).includes("dynamodb:Scan"),
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
      if (Type !== of || except.includes(stage)) continue;
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

function allowed(document: unknown): string[] {
  const statements =
    (document as { Statement?: { Effect: string; Action?: string | string[] }[] })?.Statement ?? [];
  return statements.filter(({ Effect }) => Effect === "Allow").flatMap(({ Action = [] }) => Action);
}

function field(value: unknown, name: string): unknown {
  return (value as Record<string, unknown> | undefined)?.[name];
}

function text(value: unknown): string {
  return JSON.stringify(value ?? "");
}
