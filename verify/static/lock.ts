/** What package-lock.json says of one package. */
export type Locked = {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly inBundle?: boolean;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
};
export type Lock = { readonly lockfileVersion: number; readonly packages: Readonly<Record<string, Locked>> };
export type Manifest = {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly allowScripts?: Readonly<Record<string, boolean>>;
};

/** SPDX licences that may be shipped. */
const shipped = new Set([
  "MIT",
  "MIT-0",
  "ISC",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "0BSD",
  "BlueOak-1.0.0",
]);
/** Also for tools that never leave a developer's machine: they put no duty on what they build. */
const forTools = new Set([
  ...shipped,
  "MPL-2.0",
  "AGPL-3.0-or-later",
  "AGPL-3.0-only",
  "CC0-1.0",
  "CC-BY-3.0",
  "CC-BY-4.0",
  "Python-2.0",
  "Artistic-2.0",
  "WTFPL",
  "(MIT OR GPL-3.0-or-later)",
  "(MIT OR CC0-1.0)",
  "(MIT OR Apache-2.0)",
  "(BSD-3-Clause OR GPL-2.0)",
  "(AFL-2.1 OR BSD-3-Clause)",
]);

/** Packages of the lock, without the repository itself. */
export function packagesOf({ packages }: Lock): { name: string; path: string; locked: Locked }[] {
  return Object.entries(packages)
    .filter(([path, { link }]) => path !== "" && link !== true)
    .map(([path, locked]) => ({ name: path.slice(path.lastIndexOf("node_modules/") + 13), path, locked }));
}

/**
 * Rules for what is installed: exact versions, a hash for each package, no registry's address, no script of a package at
 * installation, only licences of the list.
 *
 * @returns one sentence for each breach.
 */
export function lockBreaches(lock: Lock, manifest: Manifest): string[] {
  return [
    ...(lock.lockfileVersion === 3 ? [] : [`The lock file has version ${lock.lockfileVersion}, not 3.`]),
    ...loosePins(manifest),
    ...packagesOf(lock).flatMap(({ name, path, locked }) => breachesOf(name, path, locked, manifest)),
  ];
}

function loosePins({ dependencies, devDependencies, optionalDependencies }: Manifest): string[] {
  const all = { ...dependencies, ...devDependencies, ...optionalDependencies };
  return Object.entries(all)
    .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    .map(([name, version]) => `${name} is not pinned: "${version}".`);
}

function breachesOf(name: string, path: string, locked: Locked, { allowScripts = {} }: Manifest): string[] {
  const { integrity, resolved, license = "none", dev, devOptional, inBundle, hasInstallScript } = locked;
  const allowed = dev || devOptional ? forTools : shipped;
  const said = [
    [integrity === undefined && inBundle !== true, "has no integrity hash"],
    [integrity !== undefined && !integrity.startsWith("sha512-"), "has a hash other than SHA-512"],
    [resolved !== undefined, "names where it came from"],
    [hasInstallScript === true && allowScripts[name] !== false, "wants to run a script at installation"],
    [
      !allowed.has(license),
      `has the licence ${license}, which ${dev ? "no tool" : "nothing shipped"} may have`,
    ],
  ] as const;
  return said.flatMap(([broken, sentence]) => (broken ? [`${path} ${sentence}.`] : []));
}
