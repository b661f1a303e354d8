import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { OperationDeclaration } from '../../api/operation.js';
import { AccessDeniedError, AuthenticationFailedError, MissingApiKeyError } from '../access.errors.js';
import { type Caller, hasScope, OPEN_CALLER } from '../caller.js';
import { ApiKeyCache } from './api-key-cache.service.js';
import { containsApiKey, isWellFormedApiKey } from './api-keys.repository.js';
import { OpenMode } from './open-mode.service.js';
import { readSession, refuseCrossSite, type SessionRequest } from './session-cookie.js';

const BEARER = /^Bearer +(\S+)$/i;
/** Where other services accept keys. Ours are refused there: a URL ends up in the log of every proxy on the way. */
const QUERY_NAMES = new Set(['api_key', 'api-key', 'apikey', 'x-api-key', 'access_token']);

/** The parts of an HTTP request that authentication reads. */
export interface RequestCredentials extends SessionRequest {
  readonly headers: IncomingHttpHeaders;
  readonly query: unknown;
  readonly raw: { readonly rawHeaders: string[]; readonly httpVersion: string };
  readonly socket: { readonly remoteAddress?: string };
}

/** Finds the caller of a request, and checks what the caller may do. */
@Injectable()
export class Authenticator {
  constructor(
    private readonly keyCache: ApiKeyCache,
    private readonly openMode: OpenMode,
  ) {}

  /**
   * The caller of an HTTP request: by its API key, or else by the session of the web console in its cookie.
   * @param beforeLookup called before a query for a key that never existed as far as this replica knows; may throw
   * @throws MissingApiKeyError, AuthenticationFailedError, CrossSiteRequestError, DatabaseConnectionError,
   *   DatabasePoolExhaustedError, KeyLookupLimitError
   */
  async identify(request: RequestCredentials, beforeLookup?: () => void): Promise<Caller> {
    refuseAmbiguity(request);
    const credential = readCredential(request);
    const isKey = credential !== undefined && containsApiKey(credential);
    const session = isKey ? undefined : readSession(request);
    if (session === undefined) return this.resolve(credential, () => this.openMode.allows(request), beforeLookup);
    const caller = await this.keyCache.findSessionCaller(session, beforeLookup);
    if (caller !== undefined) refuseCrossSite(request);
    else if (!(await this.openMode.allows(request))) throw new AuthenticationFailedError('The session has ended');
    return caller ?? OPEN_CALLER;
  }

  /**
   * The caller that a key belongs to, for transports other than HTTP; in open mode no key is needed.
   * @throws MissingApiKeyError, AuthenticationFailedError, DatabaseConnectionError, DatabasePoolExhaustedError,
   *   KeyLookupLimitError
   */
  async identifyKey(secret: string | undefined): Promise<Caller> {
    return this.resolve(secret, () => this.openMode.isOpen());
  }

  /**
   * Checks that a caller has the scope that a route requires.
   * @throws AccessDeniedError
   */
  authorize(caller: Caller, scope: OperationDeclaration['scope'] | undefined): void {
    if (scope === undefined) throw new Error('The route declares no scope, so it is refused to every caller');
    if (scope === 'public' || scope === 'any_key') return;
    if (!hasScope(caller, scope)) throw new AccessDeniedError(scope);
  }

  /** Makes a change of keys on this replica take effect here at once; a key that exists also ends open mode. */
  keysChanged(): void {
    this.openMode.close();
    this.keyCache.clear();
  }

  private async resolve(
    credential: string | undefined,
    isOpen: () => Promise<boolean>,
    beforeLookup?: () => void,
  ): Promise<Caller> {
    if (credential !== undefined && containsApiKey(credential)) {
      const caller = await this.keyCache.findCaller(credential, beforeLookup);
      if (caller === undefined) throw new AuthenticationFailedError();
      return caller;
    }
    // Many clients cannot leave the key out; in open mode a made-up one counts as none.
    if (await isOpen()) return OPEN_CALLER;
    throw credential === undefined ? new MissingApiKeyError() : new AuthenticationFailedError();
  }
}

/**
 * The credential in a request's headers, or `undefined`: the one that contains a key of ours, since gateways and identity
 * proxies pass on credentials of their own. One with a scheme other than Bearer is returned whole.
 * @throws AuthenticationFailedError for a key of ours without a scheme, which redaction of logs elsewhere may not recognize
 */
export function readCredential({ headers }: Pick<RequestCredentials, 'headers'>): string | undefined {
  const { authorization, 'x-api-key': apiKey } = headers;
  const isBearerOurs = authorization !== undefined && containsApiKey(authorization);
  if (typeof apiKey === 'string' && !isBearerOurs) return apiKey.trim();
  if (authorization === undefined) return undefined;
  if (isWellFormedApiKey(authorization.trim())) {
    throw new AuthenticationFailedError('Send the API key as "Authorization: Bearer <key>"');
  }
  return BEARER.exec(authorization)?.[1] ?? authorization;
}

/**
 * Refuses two keys of ours, two credentials of which none is ours, and a credential in the query.
 * @throws AuthenticationFailedError
 */
export function refuseAmbiguity({ query, raw }: { query: unknown; raw: { readonly rawHeaders: string[] } }): void {
  for (const [name, value] of Object.entries(query as Record<string, unknown>)) {
    if (QUERY_NAMES.has(name.toLowerCase()) || containsApiKey(`${name} ${String(value)}`)) {
      throw new AuthenticationFailedError('Send the API key in a header; in the query it would end up in logs');
    }
  }
  const { credentials, keys } = countCredentials(raw.rawHeaders);
  if (keys > 1 || (keys === 0 && credentials > 1)) {
    throw new AuthenticationFailedError('Send one API key, in one header');
  }
}

/** Counts raw headers: of two Authorization headers Node keeps the first and drops the other silently. */
function countCredentials(rawHeaders: string[]): { credentials: number; keys: number } {
  let credentials = 0;
  let keys = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase();
    if (name !== 'x-api-key' && name !== 'authorization') continue;
    credentials++;
    if (containsApiKey(rawHeaders[index + 1] ?? '')) keys++;
  }
  return { credentials, keys };
}
