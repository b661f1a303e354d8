import { Injectable } from '@nestjs/common';
import { VERSION } from '../../config/version.js';
import { AuthenticationFailedError, MissingApiKeyError } from '../access.errors.js';
import { ApiKeyCache } from '../authentication/api-key-cache.service.js';
import { Authenticator, type RequestCredentials } from '../authentication/authenticator.service.js';
import { ConsoleSessionsRepository, newSessionSecret } from '../authentication/console-sessions.repository.js';
import type { Caller } from '../caller.js';
import type { ConsoleSessionResponse } from './console-session.dto.js';

/** Sessions of the web console: an API key is exchanged once for a secret that only the browser's cookie holds. */
@Injectable()
export class ConsoleSessions {
  constructor(
    private readonly sessions: ConsoleSessionsRepository,
    private readonly keyCache: ApiKeyCache,
    private readonly authenticator: Authenticator,
  ) {}

  /**
   * A new session for the API key of `caller`: always a new one, whatever session the browser sends.
   * @returns its secret, and `undefined` in open mode, which has no sign-in
   * @throws AuthenticationFailedError where the caller has no key but a session
   */
  async begin(caller: Caller, id: string): Promise<string | undefined> {
    if (caller.keyId === null) return undefined;
    if (caller.sessionId !== undefined) {
      throw new AuthenticationFailedError('Send the API key as "Authorization: Bearer <key>"');
    }
    const secret = newSessionSecret();
    await this.sessions.insert(caller.workspace, { id, keyId: caller.keyId, secret });
    return secret;
  }

  /** Ends the session of `caller`: on this replica at once, on others within seconds. */
  async end({ workspace, sessionId }: Caller): Promise<void> {
    if (sessionId === undefined) return;
    await this.sessions.delete(workspace, sessionId);
    this.keyCache.clear();
  }

  /** The caller of a request, if it is known. */
  async describe(request: RequestCredentials): Promise<ConsoleSessionResponse> {
    const caller = await this.callerOf(request);
    return {
      signed_in: caller !== undefined,
      open: caller?.keyId === null,
      key_name: caller?.keyId == null ? null : caller.name,
      key_id: caller?.keyId ?? null,
      workspace_id: caller?.workspace ?? null,
      scopes: [...(caller?.scopes ?? [])],
      version: VERSION,
    };
  }

  private async callerOf(request: RequestCredentials): Promise<Caller | undefined> {
    try {
      return await this.authenticator.identify(request);
    } catch (error) {
      if (error instanceof MissingApiKeyError || error instanceof AuthenticationFailedError) return undefined;
      throw error;
    }
  }
}
