import { fileURLToPath } from "node:url";

/** Where the local cloud keeps what it makes. Everything under `.local/` may be deleted while it is down. */
export const repository = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
export const home = `${repository}/.local`;

export const places = {
  venv: `${home}/venv`,
  engineState: `${home}/state`,
  startLog: `${home}/start.log`,
  run: `${home}/run.json`,
  urls: `${home}/urls.json`,
  people: `${home}/people.json`,
};
