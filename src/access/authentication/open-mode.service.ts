import type { IncomingHttpHeaders } from 'node:http';
import { Injectable, Logger } from '@nestjs/common';
import { ConfigurationError } from '../../config/configuration.error.js';
import { HttpSettings } from '../../http/http.settings.js';
import { AccessSettings } from '../access.settings.js';
import { hostName, isLoopback } from '../loopback.js';
import { ApiKeyCache } from './api-key-cache.service.js';

/** Headers that a proxy adds, such as X-Forwarded-Proto, X-Real-IP and CF-Connecting-IP: its client may be anywhere. */
const PROXY_HEADER = /forwarded|^via$|-ip$/;

interface LocalRequest {
  readonly headers: IncomingHttpHeaders;
  readonly socket: { readonly remoteAddress?: string };
}

/**
 * Open mode: the service accepts requests without a key while it is bound to loopback, no key was ever made, and the
 * request comes from this machine directly. A web page whose own host name resolves to 127.0.0.1 (DNS rebinding) and
 * requests through a proxy do not count as local.
 */
@Injectable()
export class OpenMode {
  private readonly logger = new Logger(OpenMode.name);
  private readonly requiresKey: boolean;
  private readonly isLoopbackBound: boolean;
  /** Once a key was made, open mode stays off. */
  private isClosed = false;

  constructor(
    private readonly keyCache: ApiKeyCache,
    { requireApiKey }: AccessSettings,
    { host }: HttpSettings,
  ) {
    this.requiresKey = requireApiKey;
    this.isLoopbackBound = isLoopback(host);
  }

  /**
   * Whether a request may go on without a key.
   * @throws DatabaseConnectionError, DatabasePoolExhaustedError
   */
  async allows(request: LocalRequest): Promise<boolean> {
    return isLocalRequest(request) && (await this.isOpen());
  }

  /** @throws DatabaseConnectionError, DatabasePoolExhaustedError */
  async isOpen(): Promise<boolean> {
    return !this.requiresKey && this.isLoopbackBound && !(await this.hasKeys());
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

  private async hasKeys(): Promise<boolean> {
    // Closed while the lookup was under way, the result may be older than the key.
    if (!this.isClosed && (await this.keyCache.hasKeys())) this.isClosed = true;
    return this.isClosed;
  }
}

function isLocalRequest({ headers, socket }: LocalRequest): boolean {
  const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  const isLocal = isLoopback(address) && isLoopbackHost(headers.host);
  return isLocal && !Object.keys(headers).some((name) => PROXY_HEADER.test(name));
}

/** HTTP/1.0 has no Host header, and no browser uses it. */
function isLoopbackHost(host: string | undefined): boolean {
  return host === undefined || isLoopback(hostName(host));
}
