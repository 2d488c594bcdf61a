import type { LocalCloud } from "./cloud.ts";

/** Prints what the functions log from now on, until `stopped`. Throws when the engine no longer answers. */
export async function followLogs(
  { endpoint }: Pick<LocalCloud, "endpoint">,
  stopped: AbortSignal,
  print: (line: string) => void = console.log,
): Promise<void> {
  const sizes = new Map<string, number>();
  const printed = new Set<string>();
  const since = Date.now();
  while (!stopped.aborted) {
    // One question for all groups: only those that grew are read.
    for (const { logGroupName, storedBytes } of await groups(endpoint)) {
      if (sizes.get(logGroupName) === storedBytes) continue;
      sizes.set(logGroupName, storedBytes);
      // A call's lines carry the time of its beginning and come at its end: look back as far as a call may last.
      for (const event of await eventsOf(endpoint, logGroupName, Math.max(since, Date.now() - longestCall))) {
        const line = `${shortName(logGroupName)}  ${event.message.trimEnd()}`;
        const key = `${event.logStreamName} ${event.timestamp} ${line}`;
        if (isOurs(event.message) && !printed.has(key)) print(line);
        printed.add(key);
      }
    }
    await nextLook(stopped);
  }
}

type Group = { logGroupName: string; storedBytes: number };
type LogEvent = { timestamp: number; message: string; logStreamName: string };

const longestCall = 60_000;

async function groups(endpoint: string): Promise<Group[]> {
  const { logGroups = [] } = (await ask(endpoint, "DescribeLogGroups", {})) as { logGroups?: Group[] };
  return logGroups;
}

async function eventsOf(endpoint: string, logGroupName: string, startTime: number): Promise<LogEvent[]> {
  const answer = await ask(endpoint, "FilterLogEvents", { logGroupName, startTime, limit: 10_000 });
  return (answer as { events?: LogEvent[] }).events ?? [];
}

async function ask(endpoint: string, action: string, input: object): Promise<unknown> {
  const answer = await fetch(endpoint, {
    method: "POST",
    headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": `Logs_20140328.${action}` },
    body: JSON.stringify(input),
  }).catch((cause: unknown) => {
    throw new Error("The local engine no longer answers: see .local/engine.log.", { cause });
  });
  return answer.json();
}

/** Lambda's own lines about each call say nothing of what it did. */
function isOurs(message: string): boolean {
  return !/^(START|END|REPORT|INIT_START) /.test(message);
}

function shortName(group: string): string {
  return (group.split("/").at(-1) ?? group).slice(0, 32).padEnd(32);
}

function nextLook(stopped: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, 1000);
    const stop = (): void => {
      clearTimeout(timer);
      resolve();
    };
    stopped.addEventListener("abort", stop, { once: true });
  });
}
