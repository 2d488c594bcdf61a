import { lockBreaches, type Lock, type Locked, type Manifest } from "./lock.ts";

type Plant = {
  readonly name: string;
  /** Written over the first package that is shipped. */
  readonly locked?: Partial<Locked>;
  readonly pinned?: string;
};

const all: readonly Plant[] = [
  { name: "a registry's address in the lock file", locked: { resolved: "https://registry.example/it.tgz" } },
  { name: "a package without a hash", locked: { integrity: undefined } },
  { name: "a package under SHA-1", locked: { integrity: "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=" } },
  { name: "a script at installation", locked: { hasInstallScript: true } },
  { name: "a licence that binds what is shipped", locked: { license: "AGPL-3.0-only" } },
  { name: "a licence that nobody names", locked: { license: undefined } },
  { name: "a version that may grow", pinned: "^4.6.7" },
  { name: "whatever is the latest", pinned: "latest" },
  { name: "a package from a branch", pinned: "github:somebody/something#main" },
];

export const lockPlants: readonly string[] = all.map(({ name }) => name);

/** Spoils a copy of our own lock file or manifest in one place at a time. @returns the names of what the rules notice. */
export function noticedIn(lock: Lock, manifest: Manifest): string[] {
  const shipped = Object.entries(lock.packages).find(
    ([path, { dev, devOptional }]) => path !== "" && !dev && !devOptional,
  );
  if (!shipped) return [];
  const [path, locked] = shipped;
  const before = lockBreaches(lock, manifest).length;
  return all
    .filter(({ locked: change, pinned }) => {
      const worse = { ...lock, packages: { ...lock.packages, [path]: { ...locked, ...change } } };
      const looser = pinned
        ? { ...manifest, dependencies: { ...manifest.dependencies, it: pinned } }
        : manifest;
      return lockBreaches(worse, looser).length > before;
    })
    .map(({ name }) => name);
}
