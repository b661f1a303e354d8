import { isIP } from 'node:net';
import { IntegerSetting, ListSetting, TextSetting } from '../config/setting.decorators.js';

/** Where the service listens, whom it believes and answers across origins, and how much and how long it takes in. */
export class HttpSettings {
  /** Address to listen on; loopback, until somebody decides otherwise. */
  @TextSetting('HOST', /^[A-Za-z0-9.:_-]+$/, 'be a host name or an IP address')
  readonly host: string = '127.0.0.1';

  @IntegerSetting('PORT', 0, 65_535)
  readonly port: number = 3000;

  /** Largest request body, in bytes. */
  @IntegerSetting('BODY_LIMIT_BYTES', 1_024, 100 * 1024 * 1024)
  readonly bodyLimitBytes: number = 1024 * 1024;

  /** Time for the headers of a request to arrive, in seconds; never more than the whole request has. */
  @IntegerSetting('HEADERS_TIMEOUT_SECONDS', 1, 300)
  readonly headersTimeoutSeconds: number = 10;

  /** Time for a whole request to arrive, in seconds. */
  @IntegerSetting('REQUEST_TIMEOUT_SECONDS', 1, 3_600)
  readonly requestTimeoutSeconds: number = 30;

  /** How long a connection without a request is kept, in seconds. */
  @IntegerSetting('KEEP_ALIVE_TIMEOUT_SECONDS', 1, 3_600)
  readonly keepAliveTimeoutSeconds: number = 72;

  /** Origins whose pages may read answers. */
  @ListSetting(
    'CORS_ORIGINS',
    isOrigin,
    'be a comma-separated list of exact origins such as https://app.example, in lower case, without a path',
  )
  readonly corsOrigins: readonly string[] = [];

  /** Addresses and CIDR ranges of the proxies whose X-Forwarded-For is believed. */
  @ListSetting(
    'TRUST_PROXY',
    isAddressRange,
    'be a comma-separated list of the addresses or CIDR ranges of proxies, such as 10.0.0.7 or 10.1.0.0/16; trust in ' +
      'everybody, or in a number of hops, would let callers make up their address',
  )
  readonly trustedProxies: readonly string[] = [];
}

/** Whether a browser would send just this text as `Origin`; a host may hold an asterisk, but it would match nothing. */
function isOrigin(text: string): boolean {
  return /^https?:[^*]+$/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

/** A range of length 0 is everybody. */
function isAddressRange(text: string): boolean {
  const [address = '', length, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return length === undefined || (/^[1-9]\d{0,2}$/.test(length) && Number(length) <= (family === 4 ? 32 : 128));
}
