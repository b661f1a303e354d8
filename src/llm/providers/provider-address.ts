/** Where a provider is, and what it wants to see of us. */
export interface ProviderAddress {
  /** Address to which `/chat/completions` is added, unless it ends so; it may have a query. */
  baseUrl: string;
  apiKey?: string | undefined;
  /** Header of the API key where it is not a bearer token. */
  keyHeader?: string | undefined;
  /** Further headers; they win over ours. */
  headers?: Record<string, string> | undefined;
  /** Further parameters of the URL. */
  query?: Record<string, string> | undefined;
}

export const CHAT_COMPLETIONS = '/chat/completions';

/** The URL of one of its APIs. */
export function urlOf({ baseUrl, query = {} }: ProviderAddress, path: string): URL {
  const url = new URL(baseUrl);
  const base = url.pathname.replace(/\/+$/, '');
  url.pathname = (base.endsWith(CHAT_COMPLETIONS) ? base.slice(0, -CHAT_COMPLETIONS.length) : base) + path;
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
}

/** In lower case, so that one that is configured takes the place of ours. */
export function headersOf({ apiKey, keyHeader, headers = {} }: ProviderAddress): Record<string, string> {
  const all: Record<string, string> = { 'content-type': 'application/json' };
  if (apiKey !== undefined && keyHeader !== undefined) all[keyHeader] = apiKey;
  else if (apiKey !== undefined) all.authorization = `Bearer ${apiKey}`;
  for (const [name, value] of Object.entries(headers)) all[name.toLowerCase()] = value;
  return all;
}
