import type { CloudWithRoles } from "./cloud.ts";
import { signed } from "./iam.ts";

/** Every refusal that a function of ours logged, as `orders-api User: … is not authorized to perform: …`. */
export async function refusals(cloud: CloudWithRoles): Promise<string[]> {
  const found = await Promise.all(
    [...cloud.roles.keys()].map(async (name) => {
      const lines = await linesOf(cloud, `/aws/lambda/${name}`);
      return lines
        .filter((line) => line.includes("not authorized to perform"))
        .map((line) => `${name.replace("forecourt-dev-", "")} ${/User: [^"\\]+/.exec(line)?.[0] ?? line}`);
    }),
  );
  return found.flat();
}

async function linesOf(cloud: CloudWithRoles, logGroupName: string): Promise<string[]> {
  const response = await fetch(cloud.endpoint, {
    method: "POST",
    headers: {
      ...signed(cloud, "logs"),
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": "Logs_20140328.FilterLogEvents",
    },
    body: JSON.stringify({ logGroupName, limit: 10_000 }),
  });
  const { events = [] } = (await response.json()) as { events?: { message: string }[] };
  return events.map(({ message }) => message);
}
