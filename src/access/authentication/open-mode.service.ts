import { Injectable, Logger } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AccessSettings } from '../access.settings.js';
import { ConfigurationError } from '../../config/configuration.error.js';
import { HttpSettings } from '../../http/http.settings.js';
import { hostName, isLoopback } from '../loopback.js';
import { ApiKeysRepository } from '../keys/api-keys.repository.js';
import { RememberedAnswer } from './remembered-answer.js';

/** How long "no key exists" counts, so that the first key closes every replica within 5 s. */
const FRESH_MS = 2_000;

/** Headers of a proxy, such as X-Forwarded-Proto, X-Real-IP, CF-Connecting-IP: whoever it speaks for is not at home. */
const PROXY_HEADER = /forwarded|^via$|-ip$/;

/**
 * Decides whether the service may serve without keys: only on loopback, only until the first key is made, and only
 * callers at home. A page in a browser that has its own name resolve to 127.0.0.1 is not at home, nor is a proxy.
 */
@Injectable()
export class OpenMode {
  private readonly logger = new Logger(OpenMode.name);
  private readonly requiresKey: boolean;
  private readonly isLoopbackBound: boolean;
  private readonly keysExist: RememberedAnswer<boolean>;
  /** Once a key was made, open mode stays off. */
  private isClosed = false;

  constructor(keys: ApiKeysRepository, { requireApiKey }: AccessSettings, { host }: HttpSettings) {
    this.requiresKey = requireApiKey;
    this.isLoopbackBound = isLoopback(host);
    this.keysExist = new RememberedAnswer(
      () => keys.exist(),
      FRESH_MS,
      () => true,
    );
  }

  /** @throws DatabaseConnectionError, DatabasePoolExhaustedError */
  async allows(request: Pick<FastifyRequest, 'headers' | 'socket'>): Promise<boolean> {
    return isLocalRequest(request) && (await this.isOpen());
  }

  /** @throws DatabaseConnectionError, DatabasePoolExhaustedError */
  async isOpen(): Promise<boolean> {
    return !this.requiresKey && this.isLoopbackBound && !(await this.doKeysExist());
  }

  /** Closes open mode at once, since a key has just been made here. */
  close(): void {
    this.isClosed = true;
  }

  /**
   * Refuses to serve the world without keys.
   * @throws ConfigurationError if the service listens beyond loopback while nobody has a key
   */
  async assertMayStart(): Promise<void> {
    if (this.requiresKey || this.isLoopbackBound) return;
    try {
      if (await this.doKeysExist()) return;
    } catch (error) {
      this.logger.warn({ err: error }, 'Whether an API key exists is not known yet; nobody is let in without one');
      return;
    }
    throw new ConfigurationError([
      'HOST is not a loopback address, and no API key exists. Make one with ' +
        '"npm run keys -- create --name first --scopes admin"; or set REQUIRE_API_KEY=true to start with every door ' +
        'closed until there is one; or set HOST=127.0.0.1 to serve this machine alone',
    ]);
  }

  /** Tells the operator whether callers need a key. */
  async announce(): Promise<void> {
    try {
      const isOpen = await this.isOpen();
      if (isOpen)
        this.logger.warn('OPEN: no API key exists, so whoever is on this machine may do everything without one');
      else this.logger.log('Callers need an API key');
    } catch (error) {
      this.logger.warn({ err: error }, 'Whether an API key exists is not known yet');
    }
  }

  /** Whether any key was ever made. */
  private async doKeysExist(): Promise<boolean> {
    if (this.isClosed) return true;
    const exist = await this.keysExist.get();
    // A key that was made meanwhile ended open mode, and this answer may be older.
    this.isClosed ||= exist;
    return this.isClosed;
  }
}

function isLocalRequest({ headers, socket }: Pick<FastifyRequest, 'headers' | 'socket'>): boolean {
  const address = socket.remoteAddress ?? '';
  const isNear = isLoopback(address.replace(/^::ffff:/, ''));
  return isNear && isLoopbackHost(headers.host) && !Object.keys(headers).some((name) => PROXY_HEADER.test(name));
}

/** HTTP/1.0 knows no Host, and no browser speaks it. */
function isLoopbackHost(host: string | undefined): boolean {
  return host === undefined || isLoopback(hostName(host));
}
