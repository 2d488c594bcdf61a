import { mkdirSync } from "node:fs";
import { bootstrapAndSynthesize, deploy, type Deployment, type Outputs } from "./deploy.ts";
import { type Engine, region, startEngine, stopEngine } from "./engine.ts";
import { step } from "./progress.ts";
import { type Proxy, startProxy } from "./proxy.ts";
import { enginePython } from "./python.ts";

/**
 * A local cloud, deployed and answering. `api` is the origin to open and to call; `endpoint` speaks AWS (any
 * credentials, region `region`); `mails` lists what SES sent.
 */
export type LocalCloud = {
  api: string;
  endpoint: string;
  region: string;
  mails: string;
  outputs: Outputs;
  engine: Engine;
  proxy: Proxy;
  /** Deploys again after an edit, some 4 s. */
  redeploy(): Promise<void>;
  /** Stops every process and removes every temporary folder. */
  stop(): Promise<void>;
};

/**
 * Brings a local cloud up from nothing, telling each step. `folder` holds everything it writes. `started` hears
 * the engine before the deploy, so that a caller can stop it whatever happens. `environment` is the engine's, and
 * through it the functions', before their template's. If a step fails nothing is left running.
 */
export async function bringUp(options: {
  folder: string;
  app?: string;
  signal?: AbortSignal;
  started?: (engine: Engine) => void;
  environment?: Readonly<Record<string, string>>;
}): Promise<LocalCloud> {
  const { folder, app, signal } = options;
  mkdirSync(folder, { recursive: true });
  const python = await step("Python environment of the engine", () => enginePython());
  const proxy = await startProxy();
  const start = { python, stateDir: `${folder}/state`, log: `${folder}/engine.log` };
  // On AWS the API's own address is a name; here functions that call it over HTTP reach it by the proxy.
  const environment = { ...options.environment, API_ENDPOINT: proxy.url };
  const engine = await step("Engine", () => startEngine({ ...start, environment })).catch(
    async (cause: unknown) => {
      await proxy.close();
      throw cause;
    },
  );
  options.started?.(engine);
  try {
    const deployment = { engine, outputs: `${folder}/outputs.json`, app, signal };
    return await deployed(deployment, proxy);
  } catch (cause) {
    await proxy.close();
    await stopEngine(engine);
    throw cause;
  }
}

async function deployed(deployment: Deployment & { engine: Engine }, proxy: Proxy): Promise<LocalCloud> {
  const { engine } = deployment;
  const assembly = await step("CDK bootstrap and synthesis", () => bootstrapAndSynthesize(deployment));
  const outputs = await step("Deployment of all stacks", () => deploy({ ...deployment, app: assembly }));
  proxy.forwardTo(`${engine.endpoint}/_aws/execute-api/${outputs.ApiId}/$default`);
  return {
    api: proxy.url,
    endpoint: engine.endpoint,
    region,
    mails: `${engine.endpoint}/_ministack/ses/messages`,
    outputs,
    engine,
    proxy,
    redeploy: async () => void (await deploy(deployment)),
    stop: async () => {
      await proxy.close();
      await stopEngine(engine);
    },
  };
}
