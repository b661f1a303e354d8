import { Injectable, Logger } from '@nestjs/common';
import { ConfigurationError } from '../../config/configuration.error.js';
import { HttpSettings } from '../../http/http.settings.js';
import { AccessSettings } from '../access.settings.js';
import { isLoopback } from '../loopback.js';
import { ApiKeyCache } from './api-key-cache.service.js';
import { type LocalRequest, looksLocal } from './local-request.js';
import { PeerOwner } from './peer-owner.js';

/**
 * Open mode: the service accepts requests without a key while it is bound to loopback, no key was ever made, and the
 * request comes from a program of our own user on this machine. Web pages of other origins and requests through a proxy do
 * not count.
 */
@Injectable()
export class OpenMode {
  private readonly logger = new Logger(OpenMode.name);
  private readonly requiresKey: boolean;
  private readonly isLoopbackBound: boolean;
  private readonly listedOrigins: readonly string[];
  /** Once a key was made, open mode stays off. */
  private isClosed = false;

  constructor(
    private readonly keyCache: ApiKeyCache,
    { requireApiKey }: AccessSettings,
    { host, corsOrigins }: HttpSettings,
    private readonly peerOwner: PeerOwner,
  ) {
    this.requiresKey = requireApiKey;
    this.isLoopbackBound = isLoopback(host);
    this.listedOrigins = corsOrigins;
  }

  /**
   * Whether a request may go on without a key.
   * @throws DatabaseConnectionError, DatabasePoolExhaustedError
   */
  async allows(request: LocalRequest): Promise<boolean> {
    if (!this.mayBeOpen || !looksLocal(request, this.listedOrigins) || (await this.hasKeys())) return false;
    return await this.peerOwner.isOwnUser(request.socket);
  }

  /** @throws DatabaseConnectionError, DatabasePoolExhaustedError */
  async isOpen(): Promise<boolean> {
    return this.mayBeOpen && !(await this.hasKeys());
  }

  /** Closes open mode at once, since a key has just been made on this replica. */
  close(): void {
    this.isClosed = true;
  }

  /**
   * Refuses to listen beyond loopback before a key exists.
   * @throws ConfigurationError
   */
  async assertMayStart(): Promise<void> {
    if (this.requiresKey || this.isLoopbackBound) return;
    try {
      if (await this.hasKeys()) return;
    } catch (error) {
      this.logger.warn(
        { err: error },
        'Cannot check yet whether an API key exists; requests without a key are refused',
      );
      return;
    }
    throw new ConfigurationError([
      'HOST is not a loopback address, and no API key exists. Make one with ' +
        '"npm run keys -- create --name first --scopes admin"; or set REQUIRE_API_KEY=true to start and refuse all ' +
        'requests until there is one; or set HOST=127.0.0.1 to serve this machine only',
    ]);
  }

  /** Logs whether callers need a key. */
  async announce(): Promise<void> {
    try {
      if (await this.isOpen()) this.logger.warn('OPEN: no API key exists; requests from this machine need no key');
      else this.logger.log('Callers need an API key');
    } catch (error) {
      this.logger.warn({ err: error }, 'Cannot check yet whether an API key exists');
    }
  }

  private get mayBeOpen(): boolean {
    return !this.requiresKey && this.isLoopbackBound && !this.isClosed;
  }

  private async hasKeys(): Promise<boolean> {
    const asked = this.isClosed || this.keyCache.hasKeys();
    // Closed while the lookup was under way, the result may be older than the key.
    if (asked instanceof Promise ? await asked : asked) this.isClosed = true;
    return this.isClosed;
  }
}
