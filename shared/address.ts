/**
 * Where this platform's own API answers, without a slash at the end, for calls that must go over HTTP.
 * `API_ENDPOINT` says so where something stands before the gateway; otherwise it is the gateway's own address.
 *
 * @example await fetch(`${apiAddress()}/v1/health`)
 * @throws Error when neither is set: "api-url" is not among what the function's part of the manifest uses.
 */
export function apiAddress(): string {
  const found = apiAddressIfAny();
  if (found === undefined)
    throw new Error(
      'Neither API_ENDPOINT nor API_ID is set: whoever calls the API needs "api-url" among `uses` or `reactionsUse`.',
    );
  return found;
}

/** As `apiAddress`, but undefined where no gateway stands before this process. */
export function apiAddressIfAny(): string | undefined {
  const { API_ENDPOINT, API_ID, AWS_REGION } = process.env;
  if (API_ENDPOINT) return API_ENDPOINT.replace(/\/$/, "");
  return API_ID ? `https://${API_ID}.execute-api.${AWS_REGION}.amazonaws.com` : undefined;
}
