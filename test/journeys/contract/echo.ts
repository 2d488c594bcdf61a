/** Answers what it was asked and where it ran; `?slow` keeps it busy, so that calls meet. */
export async function handler(event: { rawQueryString: string; routeKey: string }): Promise<object> {
  console.log(JSON.stringify({ level: "INFO", message: "asked", route: event.routeKey }));
  if (event.rawQueryString === "slow") await new Promise((resolve) => setTimeout(resolve, 500));
  if (event.rawQueryString === "fail") throw new Error("asked to fail");
  const environment = {
    endpoint: process.env["AWS_ENDPOINT_URL"],
    region: process.env["AWS_REGION"],
    pool: process.env["POOL"],
    edition: process.env["EDITION"],
  };
  return {
    statusCode: 200,
    headers: { "content-type": "application/json", etag: '"1"' },
    body: JSON.stringify({ event, environment, node: process.versions.node, process: process.pid }),
  };
}
