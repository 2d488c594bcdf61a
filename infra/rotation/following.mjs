/**
 * The version after this one. CloudFront is only ever told a value that the functions have accepted since the
 * rotation before: a fresh secret, which has no such value yet, first gains one and keeps what it sends.
 */
export function following(now, fresh) {
  if (!now.next) return { current: now.current, next: fresh };
  return { current: now.next, next: fresh, previous: now.current };
}

/**
 * The distribution's configuration with the header's new value at every origin that has the header; undefined when
 * nothing changes, so that a repeated step does not deploy again.
 */
export function withHeader(config, name, value) {
  const changed = structuredClone(config);
  const headers = (changed.Origins?.Items ?? []).flatMap(({ CustomHeaders }) => CustomHeaders?.Items ?? []);
  const stale = headers.filter(({ HeaderName, HeaderValue }) => HeaderName === name && HeaderValue !== value);
  for (const header of stale) header.HeaderValue = value;
  return stale.length > 0 ? changed : undefined;
}
