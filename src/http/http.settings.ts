import { isIP } from 'node:net';
import { MAX_PROBLEMS } from '../errors/request.errors.js';
import { IntegerSetting, ListSetting, TextSetting } from '../config/setting.decorators.js';

/** Where the service listens, which proxies and origins it trusts, and how much and how long it reads. */
export class HttpSettings {
  static readonly title = 'HTTP server';

  @TextSetting('HOST', 'Address to listen on.', /^[A-Za-z0-9.:_-]+$/, 'be a host name or an IP address')
  readonly host: string = '127.0.0.1';

  @IntegerSetting('PORT', 'Port to listen on; 0 for any free one.', 0, 65_535)
  readonly port: number = 3000;

  @IntegerSetting('BODY_LIMIT_BYTES', 'Largest request body, in bytes.', 1_024, 100 * 1024 * 1024)
  readonly bodyLimitBytes: number = 1024 * 1024;

  @IntegerSetting(
    'BATCH_BODY_LIMIT_BYTES',
    'Largest body of a request that holds many things, such as `POST /leads/batch`, in bytes.',
    1_024,
    100 * 1024 * 1024,
  )
  readonly batchBodyLimitBytes: number = 2 * 1024 * 1024;

  @IntegerSetting('BATCH_BODY_MAX_VALUES', 'Most JSON values in such a body.', 1_000, 1_000_000)
  readonly batchBodyMaxValues: number = 40_000;

  @IntegerSetting(
    'MAX_BODY_BYTES',
    'Most bytes of bodies whose requests are not answered yet, at least `MAX_BODY_BYTES_PER_KEY`; those of up to ' +
      '64 KiB do not count. Others get 503. One workspace has three quarters of it at most; its others get 429.',
    1024 * 1024,
    1024 * 1024 * 1024 * 1024,
  )
  readonly maxBodyBytes: number = 256 * 1024 * 1024;

  @IntegerSetting(
    'BODY_MAX_VALUES',
    'Most JSON values in a request body, those in lists and objects included.',
    1_000,
    1_000_000,
  )
  readonly bodyMaxValues: number = 25_000;

  @IntegerSetting(
    'MAX_VALIDATION_PROBLEMS',
    'Most problems that an answer to an invalid request names; the others are counted.',
    1,
    100,
  )
  readonly maxValidationProblems: number = MAX_PROBLEMS;

  @IntegerSetting(
    'HEADERS_TIMEOUT_SECONDS',
    'Time for the headers of a request to arrive, in seconds, within `REQUEST_TIMEOUT_SECONDS`; then the answer is 408.',
    1,
    300,
  )
  readonly headersTimeoutSeconds: number = 10;

  @IntegerSetting(
    'REQUEST_TIMEOUT_SECONDS',
    'Time for a whole request to arrive, in seconds; then the answer is 408.',
    1,
    3_600,
  )
  readonly requestTimeoutSeconds: number = 30;

  @IntegerSetting(
    'KEEP_ALIVE_TIMEOUT_SECONDS',
    'Time for which an idle connection is kept, in seconds. Set it higher than that of a load balancer in front.',
    1,
    3_600,
  )
  readonly keepAliveTimeoutSeconds: number = 72;

  @ListSetting(
    'CORS_ORIGINS',
    'Origins whose pages may call the service, such as `https://app.example,http://localhost:5173`. A page must send its API key itself: cookies are never used.',
    isOrigin,
    'be a comma-separated list of exact origins such as https://app.example, in lower case, without a path',
  )
  readonly corsOrigins: readonly string[] = [];

  @ListSetting(
    'TRUST_PROXY',
    'Addresses and CIDR ranges of the proxies in front of the service, such as `10.0.0.7,fd00::/8`. Their `X-Forwarded-For` names the caller; from any other address the header is ignored. List proxies only: a listed address can claim to be any caller.',
    isAddressRange,
    'be a comma-separated list of the addresses or CIDR ranges of proxies, such as 10.0.0.7 or 10.1.0.0/16; trusting ' +
      'every address, or a number of hops, would let callers forge their address',
  )
  readonly trustedProxies: readonly string[] = [];
}

/** The most bytes that a body can have, whatever it is sent to. */
export function largestBody({ bodyLimitBytes, batchBodyLimitBytes }: HttpSettings): number {
  return Math.max(bodyLimitBytes, batchBodyLimitBytes);
}

/** Whether a browser would send just this text as `Origin`; a host may hold an asterisk, but it would match nothing. */
function isOrigin(text: string): boolean {
  return /^https?:[^*]+$/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

/** A range of length 0 would be every address. */
function isAddressRange(text: string): boolean {
  const [address = '', length, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return length === undefined || (/^[1-9]\d{0,2}$/.test(length) && Number(length) <= (family === 4 ? 32 : 128));
}
