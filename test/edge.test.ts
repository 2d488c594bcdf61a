import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { contexts, groups } from "#functions/index";
import { groupsOf } from "#infra/forecourt";
import { pagePaths } from "#infra/page-paths";
import { type Stage, stages } from "#infra/stages";
import { viewerHost } from "#infra/viewer-host";
import { Locale } from "#shared/words";
import { declared } from "#web/storefront/routes";
import { platformOf, type Resources } from "./support/templates.ts";

type Properties = Readonly<Record<string, unknown>>;
type Behaviour = {
  readonly PathPattern: string;
  readonly CachePolicyId: { readonly Ref: string };
  readonly OriginRequestPolicyId: { readonly Ref: string };
  readonly FunctionAssociations: readonly { readonly EventType: string }[];
  readonly AllowedMethods: readonly string[];
  readonly Compress: boolean;
};

const edge = resourcesOf("prod", "Edge");
const distribution = propertiesOf("AWS::CloudFront::Distribution")[0]?.["DistributionConfig"] as {
  readonly DefaultCacheBehavior: Behaviour;
  readonly CacheBehaviors: readonly Behaviour[];
};
const { DefaultCacheBehavior: usual, CacheBehaviors: behaviours } = distribution;

test("the API hears which host the reader asked for, whatever a client claims", () => {
  const request = (headers: Record<string, { value: string }>) => ({
    request: { method: "GET", uri: "/en/london-cars", headers },
  });
  const told = (event: ReturnType<typeof request>) =>
    runInNewContext(`${viewerHost}; handler(event)`, { event }) as typeof event.request;
  const host = { host: { value: "cars.example" } };
  expect(told(request(host)).headers).toEqual({ ...host, "x-viewer-host": { value: "cars.example" } });
  const claimed = { ...host, "x-viewer-host": { value: "evil.example" } };
  expect(told(request(claimed)).headers["x-viewer-host"]).toEqual({ value: "cars.example" });
});

test("every behaviour tells the host, compresses, and takes the host into the key of a page", () => {
  expect(behaviours.length).toBeGreaterThan(30);
  // AWS allows 75 behaviours a distribution and 20 cache policies an account.
  expect(behaviours.length).toBeLessThan(70);
  expect(propertiesOf("AWS::CloudFront::CachePolicy").length).toBeLessThanOrEqual(10);
  for (const { FunctionAssociations: told, Compress } of [usual, ...behaviours]) {
    expect(told.map(({ EventType }) => EventType)).toEqual(["viewer-request"]);
    expect(Compress).toBe(true);
  }
  for (const { pattern, kept } of pagePaths().filter((path) => path.kept))
    expect([pattern, keyOf(behaviourAt(sampleOf(pattern)))]).toEqual([
      pattern,
      {
        ttl: kept?.seconds,
        cookies: "none",
        headers: ["X-Viewer-Host"],
        query: kept?.query === "all" ? "all" : [...(kept?.query ?? [])],
        brotli: true,
      },
    ]);
});

test("what is somebody's own is never kept: each page gets the behaviour that it declares, in CloudFront's own order", () => {
  for (const [key, { kept }] of Object.entries(declared)) {
    const path = key.slice(key.indexOf(" ") + 1);
    for (const locale of Locale.options) {
      const address = sampleOf(`/${locale}/*${path === "" ? "" : `/${path}`}`);
      const { ttl, cookies } = keyOf(behaviourAt(address));
      const alsoWritten = Object.keys(declared).some((other) => other === `POST ${path}`);
      if (kept && !alsoWritten) expect([address, ttl, cookies]).toEqual([address, kept.seconds, "none"]);
      else expect([address, ttl, cookies]).toEqual([address, 1, "all"]);
    }
  }
  for (const address of ["/", "/signed-in", "/signed-out", "/london-cars/orders/ord_1", "/v1/me"])
    expect([address, behaviourAt(address) === usual]).toEqual([address, true]);
});

test("a page that is kept hears of no cookie and of no parameter outside of its key, and takes no form", () => {
  for (const { pattern, kept } of pagePaths().filter((path) => path.kept)) {
    const { OriginRequestPolicyId: handed, AllowedMethods: methods } = behaviourAt(sampleOf(pattern));
    expect(kept).toBeDefined();
    expect(edge[handed.Ref]?.Properties["OriginRequestPolicyConfig"]).toMatchObject({
      CookiesConfig: { CookieBehavior: "none" },
      QueryStringsConfig: { QueryStringBehavior: "none" },
    });
    expect(methods.toSorted()).toEqual(["GET", "HEAD"]);
  }
});

test("no page's pattern catches a route of the API, and no route of the API is kept as a page", () => {
  const routes = contexts.flatMap(({ routes: all }) => Object.keys(all));
  expect(routes.length).toBeGreaterThan(80);
  for (const key of routes) {
    const address = sampleOf(key.slice(key.indexOf(" ") + 1).replaceAll(/\{[^}]+\}/g, "*"));
    for (const { pattern } of pagePaths())
      expect([address, matches(pattern, address)]).toEqual([address, false]);
  }
});

test("files that are named after their content are kept for a year, by one key for everybody", () => {
  expect(keyOf(behaviourAt("/assets/site-abc.css"))).toEqual({
    ttl: 365 * 86_400,
    cookies: "none",
    headers: [],
    query: [],
    brotli: true,
  });
});

test("buyers sign in on Cognito's pages wherever there is a public address, and by password in dev alone", () => {
  for (const stage of Object.keys(stages) as Stage[]) {
    const all = Object.keys(groupsOf(stage, groups)).flatMap((group) =>
      Object.values(resourcesOf(stage, `Contexts-${group}`)),
    );
    const pages = variablesOf(all, "forecourt-" + stage + "-storefront-api");
    const mails = variablesOf(all, "forecourt-" + stage + "-notification-queue");
    const { edge: front } = stages[stage];
    const url = front ? `https://${front.domain}` : undefined;
    expect([stage, mails["PUBLIC_URL"]]).toEqual([stage, url]);
    expect([stage, "SIGN_IN_URL" in pages]).toEqual([stage, stage !== "dev"]);
    if (!url) continue;
    expect(JSON.stringify(pages["SIGN_IN_URL"])).toContain(`https://forecourt-${stage}-customers-`);
    const data = Object.values(resourcesOf(stage, "Data"));
    const clients = data.filter(({ Type }) => Type === "AWS::Cognito::UserPoolClient");
    expect(clients.map(({ Properties }) => Properties["CallbackURLs"])).toContainEqual([`${url}/signed-in`]);
    expect(clients.map(({ Properties }) => Properties["LogoutURLs"])).toContainEqual([`${url}/signed-out`]);
    expect(data.filter(({ Type }) => Type === "AWS::Cognito::ManagedLoginBranding")).toHaveLength(2);
  }
});

/** As CloudFront chooses: the first pattern that fits; a star is any text, slashes too. */
function behaviourAt(address: string): Behaviour {
  return behaviours.find(({ PathPattern }) => matches(PathPattern, address)) ?? usual;
}

function matches(pattern: string, address: string): boolean {
  const escaped = pattern.split("*").map((text) => text.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${escaped.join(".*")}$`).test(address);
}

function sampleOf(pattern: string): string {
  return pattern.replaceAll("*", "x1");
}

/** What an answer is kept by, and for how long at most. */
function keyOf({ CachePolicyId }: Behaviour) {
  const { CachePolicyConfig: config } = (edge[CachePolicyId.Ref]?.Properties ?? {}) as {
    CachePolicyConfig: {
      MaxTTL: number;
      ParametersInCacheKeyAndForwardedToOrigin: {
        CookiesConfig: { CookieBehavior: string };
        HeadersConfig: { Headers?: string[] };
        QueryStringsConfig: { QueryStringBehavior: string; QueryStrings?: string[] };
        EnableAcceptEncodingBrotli: boolean;
      };
    };
  };
  const key = config.ParametersInCacheKeyAndForwardedToOrigin;
  const { QueryStringBehavior: behaviour, QueryStrings: named = [] } = key.QueryStringsConfig;
  return {
    ttl: config.MaxTTL,
    cookies: key.CookiesConfig.CookieBehavior,
    headers: key.HeadersConfig.Headers ?? [],
    query: behaviour === "all" ? "all" : named,
    brotli: key.EnableAcceptEncodingBrotli,
  };
}

function variablesOf(resources: readonly Resources[string][], name: string): Properties {
  const found = resources.find(({ Properties }) => Properties["FunctionName"] === name);
  return (found?.Properties["Environment"] as { Variables: Properties } | undefined)?.Variables ?? {};
}

function propertiesOf(type: string): Properties[] {
  return Object.values(edge).flatMap(({ Type, Properties }) => (Type === type ? [Properties] : []));
}

function resourcesOf(stage: Stage, stack: string): Resources {
  return platformOf(stage).stacks[stack] ?? {};
}
