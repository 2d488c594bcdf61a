/**
 * What CloudFront runs for every request, before it looks into its cache: the API hears its own host name, so the one
 * that the reader asked for travels beside it. What a client sends under this name is written over. A text, because
 * CloudFront runs neither TypeScript nor modules.
 */
export const viewerHost = `function handler(event) {
  var request = event.request;
  request.headers["x-viewer-host"] = { value: request.headers.host.value };
  return request;
}`;
