import { platformOf, type Resources, type Template } from "#test/support/templates";
import type { Alarm } from "./alarm.ts";

export type { Resources, Template };

/** What production is made of, as its templates say: its functions, its queues, and who watches them. */
export function blueprint() {
  const resources = productionTemplates().flatMap(Object.values<Resources[string]>);
  const of = (type: string) =>
    resources.flatMap(({ Type, Properties }) => (Type === type ? [Properties] : []));
  return {
    alarms: of("AWS::CloudWatch::Alarm") as unknown as Alarm[],
    /** Functions of ours: those that CDK itself deploys have no name. */
    functions: of("AWS::Lambda::Function").flatMap(({ FunctionName, Timeout, Environment }) =>
      typeof FunctionName === "string"
        ? [{ name: FunctionName, seconds: Number(Timeout), service: serviceOf(Environment) }]
        : [],
    ),
    /** Queues with the queue behind them. */
    queues: of("AWS::SQS::Queue").flatMap(({ QueueName, RedrivePolicy }) =>
      RedrivePolicy ? [{ name: String(QueueName), dead: `${String(QueueName)}-dead` }] : [],
    ),
  };
}

export type Blueprint = ReturnType<typeof blueprint>;

function serviceOf(environment: unknown): string {
  const { Variables = {} } = (environment ?? {}) as { Variables?: Record<string, unknown> };
  return String(Variables["POWERTOOLS_SERVICE_NAME"]);
}

/** The resources of each stack of production. */
export function productionTemplates(): Resources[] {
  return productionStacks().map(({ Resources: resources }) => resources);
}

/** The template of each stack of production. */
export function productionStacks(): Template[] {
  return Object.values(platformOf("prod").templates);
}
