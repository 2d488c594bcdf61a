import { randomInt, randomUUID } from "node:crypto";
import type { AttributeType, UserStatusType } from "@aws-sdk/client-cognito-identity-provider";
import type { PreTokenGenerationV2TriggerEvent } from "aws-lambda";
import { AwsError } from "./aws-error.ts";
import type { Clock } from "./clock.ts";
import type { SigningKey } from "./cognito-keys.ts";

export type PreTokenGeneration = (
  event: PreTokenGenerationV2TriggerEvent,
) => Promise<PreTokenGenerationV2TriggerEvent>;

/** Everything has Cognito's own default. Without `usernames` people sign in with their e-mail or phone. */
export type PoolSetting = {
  id?: string;
  clientId?: string;
  usernames?: boolean;
  selfSignUp?: boolean;
  /** A stranger learns nothing about who has an account: wrong password and unknown person answer alike. */
  preventUserExistenceErrors?: boolean;
  minimumPasswordLength?: number;
  accessTokenSeconds?: number;
  idTokenSeconds?: number;
  refreshTokenSeconds?: number;
  /** Names of the pool's groups. */
  groups?: readonly string[];
  preTokenGeneration?: PreTokenGeneration;
};

export type Code = { text: string; expiresAt: number };

export type User = {
  username: string;
  attributes: Record<string, string>;
  groups: Set<string>;
  enabled: boolean;
  status: UserStatusType;
  password?: string;
  createdAt: number;
  modifiedAt: number;
  confirmation?: Code;
  reset?: Code;
};

export type Grant = {
  username: string;
  authTime: number;
  originJti: string;
  expiresAt: number;
  revoked: boolean;
};

/** What Cognito would have sent: a code to confirm or reset, or an invitation with its temporary password. */
export type Notice = { kind: "confirm" | "reset" | "invite"; username: string; to: string; secret: string };

export type Pool = {
  id: string;
  clientId: string;
  setting: Required<Omit<PoolSetting, "id" | "clientId" | "preTokenGeneration">> &
    Pick<PoolSetting, "preTokenGeneration">;
  key: () => SigningKey;
  users: Map<string, User>;
  grants: Map<string, Grant>;
  /** Open NEW_PASSWORD_REQUIRED challenges by session. */
  sessions: Map<string, { username: string; expiresAt: number }>;
  notices: Notice[];
};

export type Context = { clock: Clock; region: string };

export function fullSetting(setting: PoolSetting): Pool["setting"] {
  return {
    usernames: setting.usernames ?? false,
    selfSignUp: setting.selfSignUp ?? true,
    preventUserExistenceErrors: setting.preventUserExistenceErrors ?? true,
    minimumPasswordLength: setting.minimumPasswordLength ?? 8,
    accessTokenSeconds: setting.accessTokenSeconds ?? 3600,
    idTokenSeconds: setting.idTokenSeconds ?? 3600,
    refreshTokenSeconds: setting.refreshTokenSeconds ?? 30 * 86_400,
    groups: setting.groups ?? [],
    preTokenGeneration: setting.preTokenGeneration,
  };
}

/** By username, `sub`, e-mail or phone; usernames and e-mails in any case. */
export function findUser(pool: Pool, name = ""): User | undefined {
  const wanted = name.toLowerCase();
  const byName = pool.users.get(wanted);
  if (byName || pool.setting.usernames) return byName;
  return [...pool.users.values()].find(
    ({ attributes }) => attributes["email"]?.toLowerCase() === wanted || attributes["phone_number"] === name,
  );
}

export function existingUser(pool: Pool, name: string | undefined): User {
  const user = findUser(pool, name);
  if (!user) throw new AwsError("UserNotFoundException", "User does not exist.");
  return user;
}

/** A new person, kept under their username: their `sub`, where people sign in with e-mail or phone. */
export function addUser(pool: Pool, clock: Clock, name: string, given: Record<string, string>): User {
  if (findUser(pool, name)) throw new AwsError("UsernameExistsException", "User account already exists");
  const sub = given["sub"] ?? randomUUID();
  const attributes = { sub, ...contactOf(pool, name), ...given };
  for (const contact of ["email", "phone_number"] as const)
    if (!pool.setting.usernames && findUser(pool, attributes[contact]))
      throw new AwsError("UsernameExistsException", `An account with the given ${contact} already exists.`);
  const now = clock.now();
  const username = pool.setting.usernames ? name : sub;
  const user: User = {
    username,
    attributes,
    groups: new Set(),
    enabled: true,
    status: "UNCONFIRMED",
    createdAt: now,
    modifiedAt: now,
  };
  pool.users.set(username.toLowerCase(), user);
  return user;
}

function contactOf(pool: Pool, name: string): { email?: string; phone_number?: string } {
  if (pool.setting.usernames) return {};
  if (/^[^\s@]+@[^\s@]+$/u.test(name)) return { email: name };
  if (/^\+\d{5,15}$/u.test(name)) return { phone_number: name };
  throw new AwsError("InvalidParameterException", "Username should be either an email or a phone number.");
}

export function fromWire(attributes: AttributeType[] = []): Record<string, string> {
  return Object.fromEntries(attributes.map(({ Name = "", Value = "" }) => [Name, Value]));
}

export function toWire(attributes: Record<string, string>): AttributeType[] {
  return Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
}

/** Six digits, as Cognito sends them; good for `hours`. */
export function newCode(clock: Clock, hours: number): Code {
  return { text: String(randomInt(1_000_000)).padStart(6, "0"), expiresAt: clock.now() + hours * 3_600_000 };
}

export function spendCode(code: Code | undefined, given: string | undefined, now: number): void {
  if (!code || code.expiresAt <= now)
    throw new AwsError("ExpiredCodeException", "Invalid code provided, please request a code again.");
  if (code.text !== given)
    throw new AwsError("CodeMismatchException", "Invalid verification code provided, please try again.");
}

/** Cognito's default policy: length, and one of each kind of character. */
export function checkPassword(pool: Pool, password = ""): void {
  const missing = [
    [password.length >= pool.setting.minimumPasswordLength, "Password not long enough"],
    [/[a-z]/u.test(password), "Password must have lowercase characters"],
    [/[A-Z]/u.test(password), "Password must have uppercase characters"],
    [/\d/u.test(password), "Password must have numeric characters"],
    [/[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/u.test(password), "Password must have symbol characters"],
  ].find(([met]) => !met);
  if (missing)
    throw new AwsError(
      "InvalidPasswordException",
      `Password did not conform with policy: ${String(missing[1])}`,
    );
}

export function revokeGrants(pool: Pool, username: string): void {
  for (const grant of pool.grants.values()) if (grant.username === username) grant.revoked = true;
}
