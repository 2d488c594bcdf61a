import { RetentionDays } from "aws-cdk-lib/aws-logs";

/** Everything in which one stage differs from another. A stage that lacks an answer does not compile. */
export type StageSettings = {
  readonly region: string;
  /** Data outlive the stack: deletion protection, and resources kept when a stack is deleted. */
  readonly keepsData: boolean;
  /** Sign-in with user name and password by API, without a browser. Never outside dev. */
  readonly passwordSignIn: boolean;
  readonly staffMfa: "optional" | "required";
  /** Origins of pages that are not served by the platform itself (CORS). */
  readonly origins: readonly string[];
  /** Where the sign-in pages may return to, beside the platform's own pages. */
  readonly signInReturns: readonly string[];
  /** The sender of every mail; an SES identity is made for it. */
  readonly mailFrom: string;
  readonly functionMegabytes: number;
  readonly logDays: RetentionDays;
  /** Messages of one context handled at the same time, each in batches of up to ten. */
  readonly consumerConcurrency: number;
  /** Multiplies every allowance of the limiter: on a developer's machine everybody has one address. */
  readonly limitScale: number;
  /** Requests a second over all clients: the last line, before a mistake becomes a bill. */
  readonly throttle: { readonly rate: number; readonly burst: number };
  /** Table units a second at most, for the same reason. */
  readonly tableMaximum: { readonly reads: number; readonly writes: number };
  /**
   * CloudFront and WAF in front; calls that did not come through them are refused. `domain`: the public address of
   * pages and API, which links in mails and the sign-in pages must know before CloudFront is there.
   */
  readonly edge: { readonly domain: string; readonly requestsPerFiveMinutes: number } | undefined;
  /** Alarms, dashboard and budget, and who is told. */
  readonly ops: { readonly email: string; readonly monthlyDollars: number } | undefined;
};

/**
 * `dev` is the stage of the local cloud and of a developer's own account. It has neither edge nor ops, because
 * CloudFront's data plane, budgets and alarms exist only on AWS: with `cdk deploy --all` on any stage, what is
 * declared is deployed, and the same code deploys all three.
 */
export const stages = {
  dev: {
    region: "eu-west-2",
    keepsData: false,
    passwordSignIn: true,
    staffMfa: "optional",
    origins: ["http://localhost:5173"],
    signInReturns: ["http://localhost:5173/signed-in"],
    mailFrom: "forecourt@example.com",
    functionMegabytes: 512,
    logDays: RetentionDays.ONE_WEEK,
    consumerConcurrency: 4,
    limitScale: 100,
    throttle: { rate: 1000, burst: 2000 },
    tableMaximum: { reads: 4000, writes: 4000 },
    edge: undefined,
    ops: undefined,
  },
  staging: {
    region: "eu-west-2",
    keepsData: false,
    passwordSignIn: false,
    staffMfa: "required",
    origins: ["https://console.staging.forecourt.example"],
    signInReturns: ["https://console.staging.forecourt.example/signed-in"],
    mailFrom: "forecourt@staging.forecourt.example",
    functionMegabytes: 512,
    logDays: RetentionDays.ONE_MONTH,
    consumerConcurrency: 10,
    limitScale: 1,
    throttle: { rate: 500, burst: 1000 },
    tableMaximum: { reads: 4000, writes: 4000 },
    edge: { domain: "cars.staging.forecourt.example", requestsPerFiveMinutes: 2000 },
    ops: { email: "operations@staging.forecourt.example", monthlyDollars: 200 },
  },
  prod: {
    region: "eu-west-2",
    keepsData: true,
    passwordSignIn: false,
    staffMfa: "required",
    origins: ["https://console.forecourt.example"],
    signInReturns: ["https://console.forecourt.example/signed-in"],
    mailFrom: "forecourt@forecourt.example",
    functionMegabytes: 1024,
    logDays: RetentionDays.THREE_MONTHS,
    consumerConcurrency: 50,
    limitScale: 1,
    throttle: { rate: 2000, burst: 4000 },
    tableMaximum: { reads: 20_000, writes: 20_000 },
    edge: { domain: "cars.forecourt.example", requestsPerFiveMinutes: 2000 },
    ops: { email: "operations@forecourt.example", monthlyDollars: 2000 },
  },
} as const satisfies Record<string, StageSettings>;

export type Stage = keyof typeof stages;

/** Where people find the platform; undefined where nothing but the API's own address is known, once it is deployed. */
export function publicUrl({ edge }: StageSettings): string | undefined {
  return edge && `https://${edge.domain}`;
}

/** @throws Error that names the stages there are. */
export function stageNamed(name: string): Stage {
  if (Object.hasOwn(stages, name)) return name as Stage;
  throw new Error(`There is no stage "${name}": choose one of ${Object.keys(stages).join(", ")}.`);
}
