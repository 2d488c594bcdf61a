/**
 * Reads settings from the environment when they are needed, never at import, so that infrastructure and
 * tests can import any context with an empty environment.
 *
 * @example const { TABLE_NAME } = config("TABLE_NAME");
 * @throws Error that names every missing setting at once.
 */
export function config<const Name extends string>(...names: Name[]): Record<Name, string> {
  const values: Partial<Record<Name, string>> = {};
  const lacking: string[] = [];
  for (const name of names) {
    const value = process.env[name];
    if (value === undefined || value === "") lacking.push(name);
    else values[name] = value;
  }
  if (lacking.length > 0) {
    throw new Error(
      `Settings missing from the environment: ${lacking.join(", ")}. The stack that deploys this function sets them.`,
    );
  }
  return values as Record<Name, string>;
}
