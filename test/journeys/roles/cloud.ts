import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bringUp, type LocalCloud } from "#local/cloud";
import { put, type Role, rolesOf, type Statement } from "./iam.ts";

/** A local cloud on which every function runs under its own role, as its template has it but for what was `mended`. */
export type CloudWithRoles = LocalCloud & {
  readonly roles: ReadonlyMap<string, Role>;
  /** What stood in the roles before, by function and statement. */
  readonly mended: readonly { readonly name: string; readonly sid: string; readonly resource: unknown }[];
};

/** Starts and deploys one, beside any other; nobody is in it yet. */
export async function cloudWithRoles(): Promise<CloudWithRoles> {
  const folder = mkdtempSync(join(tmpdir(), "forecourt-roles-"));
  const behindTls = pathToFileURL(join(import.meta.dirname, "behind-tls.ts")).href;
  const environment = { AUTH: "true", NODE_OPTIONS: `--disable-warning=DEP0169 --import ${behindTls}` };
  const cloud = await bringUp({ folder, app: "node test/journeys/roles/app.ts", environment });
  const stop = async (): Promise<void> => {
    await cloud.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const found = await rolesOf(cloud);
    const mended = [...found].flatMap(([name, { statements }]) =>
      statements.flatMap(({ Sid: sid = "", Resource: resource }) =>
        sid in mends ? [{ name, sid, resource }] : [],
      ),
    );
    const roles = new Map([...found].map(([name, role]) => [name, mend(cloud, role)] as const));
    for (const role of roles.values()) await put(cloud, role);
    return { ...cloud, stop, roles, mended };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

/**
 * Where the engine (1.5.33) does not see what AWS would see, by statement. It gives a secret's name where CloudFormation
 * gives its address, so that no role may read the secret it is meant for; and it judges SES's SendEmail on `*`, where
 * AWS judges it on the sender's identity.
 */
const mends: Readonly<Record<string, (cloud: Pick<LocalCloud, "region">) => string>> = {
  RootSecret: ({ region }) =>
    `arn:aws:secretsmanager:${region}:000000000000:secret:forecourt-dev/root-??????`,
  Mail: () => "*",
};

function mend(cloud: LocalCloud, role: Role): Role {
  const mended = (statement: Statement): Statement => {
    const resource = mends[statement.Sid ?? ""]?.(cloud);
    return resource === undefined ? statement : { ...statement, Resource: resource };
  };
  return { ...role, statements: role.statements.map(mended) };
}
