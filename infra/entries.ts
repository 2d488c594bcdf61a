import type { Context } from "#shared/context";
import type { Entry } from "./bundle.ts";
import { exportName } from "./names.ts";

/**
 * The source of every Lambda entry. Nobody writes one by hand: what a context's functions do is in its manifest.
 *
 * @example const bundles = await bundle(entries(contexts), "cdk.out/functions");
 */
export function entries(contexts: readonly Context[]): Entry[] {
  return [
    ...contexts.map((context) => ({ name: context.name, source: contextSource(context) })),
    { name: "relay", source: `export { relay, relayRetry } from "#shared/relay";\n` },
    { name: "archive", source: `export { archive } from "#shared/archive";\n` },
    { name: "sweep", source: `export { sweep } from "#shared/sweep";\n` },
  ];
}

function contextSource(context: Context): string {
  const { name } = context;
  const manifest = exportName(name);
  const lines = [`import { ${manifest} } from "#functions/${name}/context";`];
  if (hasRoutes(context))
    lines.push(
      `import { access } from "#functions/identity/access";`,
      `import { serve } from "#shared/serve";`,
      `export const api = serve(${manifest}, access);`,
    );
  if (context.pages)
    lines.push(
      // The manifest loads them when the function starts: named here, they are in its first chunk and are counted.
      `import "#web/${name}/site";`,
      `import { access } from "#functions/identity/access";`,
      `import { servePages } from "#shared/pages";`,
      `export const api = await servePages(${manifest}, access);`,
    );
  if (hasReactions(context))
    lines.push(`import { consume } from "#shared/consume";`, `export const queue = consume(${manifest});`);
  if (context.triggers.preTokenGeneration)
    lines.push(
      `import { trigger } from "#shared/trigger";`,
      `export const preTokenGeneration = trigger(${manifest}, "preTokenGeneration");`,
    );
  return `${lines.join("\n")}\n`;
}

export function hasRoutes(context: Context): boolean {
  return Object.keys(context.routes).length > 0;
}

/** Routes or pages: something for a function behind the API to answer. */
export function hasAnswers(context: Context): boolean {
  return hasRoutes(context) || context.pages !== undefined;
}

/** Something that it does later, at its own wish. */
export function hasCommands({ reactions }: Context): boolean {
  return Object.values(reactions).some(({ to }) => to.some(({ kind }) => kind === "command"));
}

export function hasReactions(context: Context): boolean {
  return Object.keys(context.reactions).length > 0;
}
