import { randomBytes } from "node:crypto";
import type * as Idp from "@aws-sdk/client-cognito-identity-provider";
import { AwsError } from "./aws-error.ts";
import {
  addUser,
  checkPassword,
  type Context,
  existingUser,
  findUser,
  fromWire,
  type Pool,
  revokeGrants,
  toWire,
  type User,
} from "./cognito-pool.ts";
import type { Operations } from "./operations.ts";

type Asked = { UserPoolId: string | undefined; Username: string | undefined };

/** What an operator's credentials may do with a pool's people. */
export function adminOperations({ clock }: Context, poolAt: (id: string | undefined) => Pool): Operations {
  /** An operation on one existing person that answers nothing. */
  const change =
    <I extends Asked>(apply: (pool: Pool, user: User, input: I) => void) =>
    (input: I): object => {
      const pool = poolAt(input.UserPoolId);
      const user = existingUser(pool, input.Username);
      apply(pool, user, input);
      user.modifiedAt = clock.now();
      return {};
    };

  return {
    AdminCreateUser: (input: Idp.AdminCreateUserRequest) => invite(poolAt(input.UserPoolId), clock, input),
    AdminGetUser: (input: Idp.AdminGetUserRequest) => {
      const { Attributes, ...user } = described(existingUser(poolAt(input.UserPoolId), input.Username));
      return { ...user, UserAttributes: Attributes };
    },
    AdminUpdateUserAttributes: change((pool, user, input: Idp.AdminUpdateUserAttributesRequest) =>
      update(pool, user, fromWire(input.UserAttributes)),
    ),
    AdminDisableUser: change((pool, user) => {
      user.enabled = false;
      revokeGrants(pool, user.username);
    }),
    AdminEnableUser: change((_pool, user) => {
      user.enabled = true;
    }),
    AdminDeleteUser: change((pool, user) => {
      pool.users.delete(user.username.toLowerCase());
      revokeGrants(pool, user.username);
    }),
    AdminUserGlobalSignOut: change((pool, user) => revokeGrants(pool, user.username)),
    AdminSetUserPassword: change((pool, user, input: Idp.AdminSetUserPasswordRequest) => {
      checkPassword(pool, input.Password);
      user.password = input.Password;
      user.status = input.Permanent ? "CONFIRMED" : "FORCE_CHANGE_PASSWORD";
    }),
    AdminConfirmSignUp: change((_pool, user) => {
      if (user.status !== "UNCONFIRMED")
        throw new AwsError(
          "NotAuthorizedException",
          `User cannot be confirmed. Current status is ${user.status}`,
        );
      user.status = "CONFIRMED";
    }),
    AdminAddUserToGroup: change((pool, user, input: Idp.AdminAddUserToGroupRequest) => {
      user.groups.add(existingGroup(pool, input.GroupName));
    }),
    AdminRemoveUserFromGroup: change((pool, user, input: Idp.AdminRemoveUserFromGroupRequest) => {
      user.groups.delete(existingGroup(pool, input.GroupName));
    }),
    ListUsers: (input: Idp.ListUsersRequest) => list(poolAt(input.UserPoolId), input),
  };
}

function existingGroup(pool: Pool, name = ""): string {
  if (!pool.setting.groups.includes(name))
    throw new AwsError("ResourceNotFoundException", "Group not found.");
  return name;
}

function invite(pool: Pool, clock: Context["clock"], input: Idp.AdminCreateUserRequest) {
  const temporary = input.TemporaryPassword ?? `Aa1!${randomBytes(6).toString("base64url")}`;
  checkPassword(pool, temporary);
  const again = input.MessageAction === "RESEND";
  const user = again
    ? existingUser(pool, input.Username)
    : addUser(pool, clock, input.Username ?? "", fromWire(input.UserAttributes));
  if (again && user.status !== "FORCE_CHANGE_PASSWORD")
    throw new AwsError("UnsupportedUserStateException", `Resend not possible. ${user.status} status`);
  user.password = temporary;
  user.status = "FORCE_CHANGE_PASSWORD";
  const to = user.attributes["email"] ?? user.attributes["phone_number"] ?? user.username;
  if (input.MessageAction !== "SUPPRESS")
    pool.notices.push({ kind: "invite", username: user.username, to, secret: temporary });
  return { User: described(user) };
}

/** A changed contact is unverified unless the same call says otherwise; another person's contact is refused. */
function update(pool: Pool, user: User, changes: Record<string, string>): void {
  if ("sub" in changes)
    throw new AwsError("InvalidParameterException", "Cannot modify the non-mutable attribute sub");
  for (const contact of ["email", "phone_number"]) {
    const value = changes[contact];
    if (value === undefined || value === user.attributes[contact]) continue;
    const owner = pool.setting.usernames ? undefined : findUser(pool, value);
    if (owner && owner !== user)
      throw new AwsError("AliasExistsException", `An account with the ${contact} already exists.`);
    user.attributes[`${contact}_verified`] = "false";
  }
  for (const [name, value] of Object.entries(changes))
    if (value === "") delete user.attributes[name];
    else user.attributes[name] = value;
}

function described(user: User) {
  return {
    Username: user.username,
    Attributes: toWire(user.attributes),
    UserCreateDate: user.createdAt / 1000,
    UserLastModifiedDate: user.modifiedAt / 1000,
    Enabled: user.enabled,
    UserStatus: user.status,
  };
}

/** Filters are `name = "value"` and `name ^= "beginning"`; the page token is a position. */
function list(pool: Pool, input: Idp.ListUsersRequest) {
  const limit = input.Limit ?? 60;
  if (limit > 60) throw new AwsError("InvalidParameterException", "Limit is at most 60.");
  const start = Number(input.PaginationToken ?? 0);
  const found = [...pool.users.values()].filter(filter(input.Filter ?? "")).map(described);
  const wanted = input.AttributesToGet;
  const page = found.slice(start, start + limit).map((user) => {
    const Attributes = user.Attributes.filter(({ Name = "" }) => !wanted || wanted.includes(Name));
    return { ...user, Attributes };
  });
  return start + limit < found.length
    ? { Users: page, PaginationToken: String(start + limit) }
    : { Users: page };
}

function filter(source: string): (user: User) => boolean {
  if (source === "") return () => true;
  const [, name = "", operator, value = ""] =
    /^"?([\w:]+)"?\s*(\^?=)\s*"((?:[^"\\]|\\.)*)"$/u.exec(source.trim()) ?? [];
  if (!operator) throw new AwsError("InvalidParameterException", "Error while parsing filter.");
  const wanted = value.replaceAll(/\\(.)/gu, "$1");
  return (user) => {
    const actual = field(user, name);
    return actual !== undefined && (operator === "=" ? actual === wanted : actual.startsWith(wanted));
  };
}

function field(user: User, name: string): string | undefined {
  if (name === "username") return user.username;
  if (name === "cognito:user_status") return user.status;
  if (name === "status") return user.enabled ? "Enabled" : "Disabled";
  return user.attributes[name];
}
