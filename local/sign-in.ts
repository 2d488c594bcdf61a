/**
 * Signs a person in by password, as the README's curl does, and answers the access token. `endpoint` is the engine's.
 * Throws one sentence with Cognito's reason.
 */
export async function signIn(
  endpoint: string,
  person: { email: string; password: string; clientId: string },
): Promise<string> {
  const answer = await fetch(endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": "AWSCognitoIdentityProviderService.InitiateAuth",
    },
    body: JSON.stringify({
      AuthFlow: "USER_PASSWORD_AUTH",
      ClientId: person.clientId,
      AuthParameters: { USERNAME: person.email, PASSWORD: person.password },
    }),
  });
  const said = (await answer.json()) as SignInAnswer;
  const token = said.AuthenticationResult?.AccessToken;
  if (token === undefined)
    throw new Error(
      `${person.email} could not sign in: ${said.message ?? said.ChallengeName ?? answer.status}.`,
    );
  return token;
}

type SignInAnswer = {
  AuthenticationResult?: { AccessToken: string };
  ChallengeName?: string;
  message?: string;
};
