export const archiveBucket = "forecourt-test-archive";

/** What the stacks would set: names and ids, by the same variables. */
export function environment({ pools, jwks }: { pools: Pools; jwks: string }): Record<string, string> {
  return {
    STAGE: "test",
    RELEASE: "test",
    TABLE_NAME: "forecourt-test",
    BUS_NAME: "forecourt-test",
    ROOT_SECRET_ARN: "root",
    QUEUE_NAME_PREFIX: "forecourt-test-",
    RETRY_QUEUE_URL: "https://sqs.eu-west-2.amazonaws.com/000000000000/forecourt-test-relay-retry",
    STAFF_POOL_ID: pools.staff.id,
    STAFF_CLIENT_ID: pools.staff.clientId,
    STAFF_ISSUER: pools.staff.issuer,
    CUSTOMER_POOL_ID: pools.customers.id,
    CUSTOMER_CLIENT_ID: pools.customers.clientId,
    CUSTOMER_ISSUER: pools.customers.issuer,
    AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: jwks,
    ARCHIVE_BUCKET: archiveBucket,
    MAIL_FROM: "no-reply@forecourt.example",
    // Every world begins with the limits of production, whatever a test before it allowed itself.
    LIMIT_SCALE: "1",
    POWERTOOLS_LOG_LEVEL: process.env["POWERTOOLS_LOG_LEVEL"] ?? "SILENT",
    POWERTOOLS_METRICS_NAMESPACE: "Forecourt",
    POWERTOOLS_SERVICE_NAME: "test",
    POWERTOOLS_METRICS_DISABLED: "true",
  };
}

export type Pool = { readonly id: string; readonly clientId: string; readonly issuer: string };
export type Pools = { readonly staff: Pool; readonly customers: Pool };

const slots = ["gs1", "gs2", "gs3", "gs4", "gs5"];
const text = (AttributeName: string) => ({ AttributeName, AttributeType: "S" });
const key = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: "HASH" },
  { AttributeName: range, KeyType: "RANGE" },
];

/** The one table, with its five index slots. */
export const tableDefinition = {
  TableName: "forecourt-test",
  BillingMode: "PAY_PER_REQUEST",
  KeySchema: key("pk", "sk"),
  AttributeDefinitions: ["pk", "sk", ...slots.flatMap((slot) => [`${slot}pk`, `${slot}sk`])].map(text),
  GlobalSecondaryIndexes: slots.map((slot) => ({
    IndexName: slot,
    KeySchema: key(`${slot}pk`, `${slot}sk`),
    Projection: { ProjectionType: "ALL" },
  })),
  StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
};
