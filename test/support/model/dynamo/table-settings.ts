import type { Database, Operation, Table } from "./database.ts";
import { AwsError } from "../aws-error.ts";
import { invalid } from "./refusals.ts";
import { namedTable } from "./tables.ts";

type TimeToLiveInput = { TimeToLiveSpecification?: { Enabled: boolean; AttributeName: string } };

/** Time to live, tags, backups: what a deployment sets beside the table. */
export const settingOperations: Record<string, Operation> = {
  UpdateTimeToLive(database, input) {
    const table = namedTable(database, input.TableName);
    const { TimeToLiveSpecification: wanted } = input as TimeToLiveInput;
    if (!wanted?.AttributeName) {
      throw invalid(
        "1 validation error detected: Value null at 'timeToLiveSpecification' failed to satisfy constraint: Member must not be null",
      );
    }
    if (wanted.Enabled === (table.timeToLive !== undefined)) {
      throw invalid(wanted.Enabled ? "TimeToLive is already enabled" : "TimeToLive is already disabled");
    }
    if (!wanted.Enabled && table.timeToLive !== wanted.AttributeName) {
      throw invalid(
        `TimeToLive is active on a different AttributeName: current AttributeName is ${String(table.timeToLive)}`,
      );
    }
    table.timeToLive = wanted.Enabled ? wanted.AttributeName : undefined;
    return { TimeToLiveSpecification: wanted };
  },

  DescribeTimeToLive(database, input) {
    const { timeToLive } = namedTable(database, input.TableName);
    return {
      TimeToLiveDescription: timeToLive
        ? { TimeToLiveStatus: "ENABLED", AttributeName: timeToLive }
        : { TimeToLiveStatus: "DISABLED" },
    };
  },

  DescribeContinuousBackups(database, input) {
    return { ContinuousBackupsDescription: backups(namedTable(database, input.TableName)) };
  },

  UpdateContinuousBackups(database, input) {
    const table = namedTable(database, input.TableName);
    const { PointInTimeRecoverySpecification: wanted } = input as {
      PointInTimeRecoverySpecification?: { PointInTimeRecoveryEnabled: boolean };
    };
    table.recoverable = wanted?.PointInTimeRecoveryEnabled ?? false;
    return { ContinuousBackupsDescription: backups(table) };
  },

  TagResource(database, input) {
    const table = taggedTable(database, input.ResourceArn);
    for (const { Key, Value } of (input as { Tags?: { Key: string; Value: string }[] }).Tags ?? []) {
      table.tags.set(Key, Value);
    }
    return {};
  },

  UntagResource(database, input) {
    const table = taggedTable(database, input.ResourceArn);
    for (const key of (input as { TagKeys?: string[] }).TagKeys ?? []) table.tags.delete(key);
    return {};
  },

  ListTagsOfResource(database, input) {
    const table = taggedTable(database, input.ResourceArn);
    return { Tags: [...table.tags].map(([Key, Value]) => ({ Key, Value })) };
  },
};

function backups(table: Table): Record<string, unknown> {
  return {
    ContinuousBackupsStatus: "ENABLED",
    PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: table.recoverable ? "ENABLED" : "DISABLED" },
  };
}

function taggedTable(database: Database, arn: unknown): Table {
  if (typeof arn !== "string" || !arn.startsWith("arn:")) {
    throw invalid(`Invalid TableArn: Invalid ResourceArn provided as input ${JSON.stringify(arn)}`);
  }
  const table = [...database.tables.values()].find((one) => one.arn === arn);
  if (!table) {
    throw new AwsError(
      "AccessDeniedException",
      `User is not authorized to perform this operation on resource: ${arn}`,
    );
  }
  return table;
}
