import { createHash } from "node:crypto";
import { type Lock, type Manifest, packagesOf } from "./lock.ts";

/**
 * A CycloneDX 1.6 bill of materials of everything the lock file installs; `scope` says what is shipped and what only
 * builds. The same lock gives the same bill: its serial number is made of the lock's text.
 */
export function sbom(lock: Lock, { version }: Manifest): object {
  const digest = createHash("sha256").update(JSON.stringify(lock)).digest("hex");
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: `urn:uuid:${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`,
    version: 1,
    metadata: { component: { type: "application", name: "forecourt", version, "bom-ref": "forecourt" } },
    components: packagesOf(lock)
      .toSorted((one, other) => (one.path < other.path ? -1 : 1))
      .map(({ name, path, locked }) => ({
        type: "library",
        "bom-ref": path,
        name,
        version: locked.version,
        purl: `pkg:npm/${name.replace("@", "%40")}@${locked.version}`,
        scope: locked.dev || locked.devOptional ? "excluded" : "required",
        licenses: [
          locked.license?.startsWith("(")
            ? { expression: locked.license }
            : { license: { id: locked.license } },
        ],
        ...(locked.integrity ? { hashes: [hashOf(locked.integrity)] } : {}),
      })),
  };
}

/** npm writes base64, CycloneDX hexadecimal. */
function hashOf(integrity: string): { alg: string; content: string } {
  return {
    alg: "SHA-512",
    content: Buffer.from(integrity.slice("sha512-".length), "base64").toString("hex"),
  };
}
