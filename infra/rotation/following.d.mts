type Version = { current: string; next?: string; previous?: string };
type Header = { HeaderName?: string; HeaderValue?: string };
type Config = { Origins?: { Items?: { CustomHeaders?: { Items?: Header[] } }[] } };

export function following(now: Version, fresh: string): Version;
export function withHeader<C extends Config>(config: C, name: string, value: string): C | undefined;
