import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { OperationsSettings } from '../../lifecycle/operations.settings.js';
import { AccessDeniedError, AuthenticationFailedError, MissingApiKeyError } from '../access.errors.js';
import { type Caller, mayDo, OPEN_CALLER } from '../caller.js';
import { claimsToBeSecret } from '../keys/secret.js';
import type { RouteAccess } from '../route-access.decorator.js';
import { readCredential, refuseAmbiguity } from './credential.js';
import { ApiKeyCache } from './api-key-cache.service.js';
import { OpenMode } from './open-mode.service.js';

/** Tells who calls, and whether they may. */
@Injectable()
export class Authenticator {
  constructor(
    private readonly ring: ApiKeyCache,
    private readonly openMode: OpenMode,
    private readonly operations: OperationsSettings,
  ) {}

  /**
   * Who sent this request.
   * @throws MissingApiKeyError, AuthenticationFailedError, DatabaseConnectionError, DatabasePoolExhaustedError
   */
  async identify(request: FastifyRequest): Promise<Caller> {
    refuseAmbiguity(request, this.operations.isBehindGateway);
    const credential = readCredential(request);
    if (credential !== undefined && claimsToBeSecret(credential)) {
      const caller = await this.ring.findCaller(credential);
      if (caller === undefined) throw new AuthenticationFailedError();
      return caller;
    }
    // Many clients cannot do without a key; while the service is open, whatever they made up is as good as none.
    if (await this.openMode.allows(request)) return OPEN_CALLER;
    throw credential === undefined ? new MissingApiKeyError() : new AuthenticationFailedError();
  }

  /**
   * Who holds this key, where it came without a request; without one, the owner of the machine, while the service is open.
   * @throws MissingApiKeyError, AuthenticationFailedError, DatabaseConnectionError, DatabasePoolExhaustedError
   */
  async identifyKey(secret: string | undefined): Promise<Caller> {
    if (secret !== undefined && claimsToBeSecret(secret)) {
      const caller = await this.ring.findCaller(secret);
      if (caller === undefined) throw new AuthenticationFailedError();
      return caller;
    }
    if (await this.openMode.isOpen()) return OPEN_CALLER;
    throw secret === undefined ? new MissingApiKeyError() : new AuthenticationFailedError();
  }

  /**
   * Refuses a caller whose key lacks what the route asks for.
   * @throws AccessDeniedError
   */
  authorize(caller: Caller, access: RouteAccess | undefined): void {
    if (access === undefined) throw new Error('A route declares no scope, and so lets nobody in');
    if (access === 'public' || access === 'any_key') return;
    if (!mayDo(caller, access)) throw new AccessDeniedError(access);
  }
}
