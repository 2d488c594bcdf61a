import { Aws, Duration, RemovalPolicy } from "aws-cdk-lib";
import * as cognito from "aws-cdk-lib/aws-cognito";
import type * as lambda from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { acknowledge } from "./acknowledge.ts";
import type { Deployment } from "./deployment.ts";
import { names } from "./names.ts";
import { publicUrl } from "./stages.ts";

type Where = Pick<Deployment, "stage" | "settings">;

/** A pool and the one public client (code with PKCE) of its people. */
export type Pool = { readonly pool: cognito.UserPool; readonly client: cognito.UserPoolClient };

/** Customers sign up themselves by e-mail or phone and may add a second factor. */
export function customerPool(scope: Construct, where: Where): Pool {
  const pool = new cognito.UserPool(new Construct(scope, "Customers"), "Pool", {
    ...shared(where, "customers"),
    selfSignUpEnabled: true,
    signInAliases: { email: true, phone: true },
    autoVerify: { email: true, phone: true },
    accountRecovery: cognito.AccountRecovery.EMAIL_AND_PHONE_WITHOUT_MFA,
    mfa: cognito.Mfa.OPTIONAL,
  });
  acknowledge(pool, {
    ...standardPlan,
    "AwsSolutions-COG2": "A shopper is not made to own an authenticator; whoever wants one can switch it on.",
    "AwsSolutions-IAM5[Resource::*]":
      "A text message goes to a phone number, which is no resource a policy could name.",
  });
  const pages = publicUrl(where.settings);
  const asked = {
    people: "customers" as const,
    returns: pages ? [`${pages}/signed-in`] : where.settings.signInReturns,
    leaves: pages ? [`${pages}/signed-out`] : where.settings.signInReturns,
    access: Duration.minutes(60),
    refresh: Duration.days(30),
  };
  return { pool, client: client(pool, where, asked) };
}

/** Staff are invited, use a second factor, and their access token carries dealer and roles. */
export function staffPool(scope: Construct, where: Where, preTokenGeneration?: lambda.Function): Pool {
  const pool = new cognito.UserPool(new Construct(scope, "Staff"), "Pool", {
    ...shared(where, "staff"),
    selfSignUpEnabled: false,
    signInAliases: { email: true },
    autoVerify: { email: true },
    accountRecovery: cognito.AccountRecovery.EMAIL_ONLY,
    mfa: where.settings.staffMfa === "required" ? cognito.Mfa.REQUIRED : cognito.Mfa.OPTIONAL,
  });
  pool.addGroup("Operators", {
    groupName: "operators",
    description: "Those who operate the platform itself.",
  });
  if (preTokenGeneration)
    pool.addTrigger(
      cognito.UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG,
      preTokenGeneration,
      cognito.LambdaVersion.V2_0,
    );
  acknowledge(pool, {
    ...standardPlan,
    ...(where.settings.staffMfa === "optional"
      ? { "AwsSolutions-COG2": "Only in dev: a person at a terminal signs in with curl." }
      : {}),
  });
  // Ten minutes: a role taken away is gone from the token after at most that long.
  const asked = {
    people: "staff" as const,
    returns: where.settings.signInReturns,
    leaves: where.settings.signInReturns,
    access: Duration.minutes(10),
    refresh: Duration.hours(12),
  };
  return { pool, client: client(pool, where, asked) };
}

const standardPlan = {
  "AwsSolutions-COG8":
    "Essentials gives access-token claims, which is what we need; Plus costs per user and month and can be switched on later.",
};

function shared({ stage, settings }: Where, name: string): cognito.UserPoolProps {
  return {
    userPoolName: `forecourt-${stage}-${name}`,
    featurePlan: cognito.FeaturePlan.ESSENTIALS,
    passwordPolicy: {
      minLength: 12,
      requireLowercase: true,
      requireUppercase: true,
      requireDigits: true,
      requireSymbols: true,
      tempPasswordValidity: Duration.days(3),
    },
    mfaSecondFactor: { otp: true, sms: false },
    signInCaseSensitive: false,
    keepOriginal: { email: true },
    deletionProtection: settings.keepsData,
    removalPolicy: settings.keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  };
}

type Asked = {
  readonly people: "customers" | "staff";
  readonly returns: readonly string[];
  readonly leaves: readonly string[];
  readonly access: Duration;
  readonly refresh: Duration;
};

function client(pool: cognito.UserPool, where: Where, asked: Asked): cognito.UserPoolClient {
  const { passwordSignIn } = where.settings;
  const domain = pool.addDomain("SignIn", {
    cognitoDomain: { domainPrefix: names(where.stage).signIn(asked.people, Aws.ACCOUNT_ID) },
    ...(passwordSignIn ? {} : { managedLoginVersion: cognito.ManagedLoginVersion.NEWER_MANAGED_LOGIN }),
  });
  const made = pool.addClient("Client", {
    generateSecret: false,
    authFlows: { userSrp: true, userPassword: passwordSignIn },
    oAuth: {
      flows: { authorizationCodeGrant: true },
      scopes: [cognito.OAuthScope.OPENID, cognito.OAuthScope.EMAIL, cognito.OAuthScope.PROFILE],
      callbackUrls: [...asked.returns],
      logoutUrls: [...asked.leaves],
    },
    accessTokenValidity: asked.access,
    idTokenValidity: asked.access,
    refreshTokenValidity: asked.refresh,
    preventUserExistenceErrors: true,
    enableTokenRevocation: true,
  });
  // The newer pages speak Chinese, and show nothing before they are given a look: here Cognito's own.
  if (!passwordSignIn)
    new cognito.CfnManagedLoginBranding(pool, "SignInLook", {
      userPoolId: pool.userPoolId,
      clientId: made.userPoolClientId,
      useCognitoProvidedValues: true,
    }).node.addDependency(domain);
  return made;
}
