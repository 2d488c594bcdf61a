/** One figure that AWS would record. */
export type Point = {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
  /** Milliseconds since 1970. */
  readonly at: number;
};

/** An alarm as its template defines it. */
export type Alarm = {
  readonly AlarmName: string;
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: unknown }[];
  readonly Statistic?: "Sum" | "Maximum" | "Minimum" | "Average" | "SampleCount";
  readonly ExtendedStatistic?: string;
  readonly Period: number;
  readonly EvaluationPeriods: number;
  readonly Threshold: number;
  readonly ComparisonOperator: string;
  readonly TreatMissingData?: string;
  readonly AlarmActions?: readonly unknown[];
};

/** What stands where a template names something by its generated id. */
export const generated = "generated";

/**
 * Whether an alarm sounds at some time, as CloudWatch decides: the statistic of each period is compared, and so many
 * periods in a row have to breach. A period without a figure does, or does not, as the alarm says.
 */
export function sounds(alarm: Alarm, points: readonly Point[]): boolean {
  const own = points.filter((point) => isOf(alarm, point));
  if (points.length === 0) return false;
  const period = alarm.Period * 1000;
  const numbers = points.map(({ at }) => Math.floor(at / period));
  const [first, last] = [Math.min(...numbers), Math.max(...numbers)];
  let inARow = 0;
  for (let number = first; number <= last; number += 1) {
    const values = own.filter(({ at }) => Math.floor(at / period) === number).map(({ value }) => value);
    const breaches =
      values.length === 0
        ? alarm.TreatMissingData === "breaching"
        : compared(alarm, statisticOf(alarm, values));
    inARow = breaches ? inARow + 1 : 0;
    if (inARow >= alarm.EvaluationPeriods) return true;
  }
  return false;
}

/** A metric is its name and all of its dimensions: one more or one less is another metric. */
function isOf({ Namespace, MetricName, Dimensions = [] }: Alarm, point: Point): boolean {
  return (
    point.namespace === Namespace &&
    point.metric === MetricName &&
    Object.keys(point.dimensions).length === Dimensions.length &&
    Dimensions.every(
      ({ Name, Value }) => point.dimensions[Name] === (typeof Value === "string" ? Value : generated),
    )
  );
}

function statisticOf({ AlarmName, Statistic, ExtendedStatistic }: Alarm, values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0);
  if (Statistic === "Sum") return sum;
  if (Statistic === "Maximum") return Math.max(...values);
  if (Statistic === "Minimum") return Math.min(...values);
  if (Statistic === "Average") return sum / values.length;
  const share = Number(ExtendedStatistic?.slice(1)) / 100;
  if (!(share > 0 && share <= 1))
    throw new Error(`${AlarmName} has a statistic that is none of CloudWatch's.`);
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? 0;
}

function compared({ AlarmName, ComparisonOperator, Threshold }: Alarm, value: number): boolean {
  if (ComparisonOperator === "GreaterThanThreshold") return value > Threshold;
  if (ComparisonOperator === "GreaterThanOrEqualToThreshold") return value >= Threshold;
  if (ComparisonOperator === "LessThanThreshold") return value < Threshold;
  if (ComparisonOperator === "LessThanOrEqualToThreshold") return value <= Threshold;
  throw new Error(`${AlarmName} compares as CloudWatch does not.`);
}
