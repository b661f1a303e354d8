import { FlagSetting, IntegerSetting } from '../config/setting.decorators.js';

/** API keys and limits. */
export class AccessSettings {
  static readonly title = 'Access';

  @FlagSetting(
    'REQUIRE_API_KEY',
    'Requires an API key even while none exists. Without it, the service accepts requests from this machine only until ' +
      'the first key is created, and does not start on any other address. Create keys with `npm run keys -- create`.',
  )
  readonly requireApiKey: boolean = false;

  @IntegerSetting(
    'RATE_LIMIT_PER_MINUTE',
    'Most requests of one key per minute, over all replicas; 0 for no limit. Requests without a valid key count by address.',
    0,
    100_000_000,
  )
  readonly rateLimitPerMinute: number = 120_000;

  @IntegerSetting(
    'LLM_CONCURRENCY_PER_KEY',
    'Most requests of one key that use a language model at the same time, on each replica; 0 for no limit. The default is a quarter of `LLM_CONNECTIONS`.',
    0,
    100_000,
  )
  readonly llmConcurrencyPerKey: number = 256;

  @IntegerSetting(
    'API_KEY_CACHE_SIZE',
    'Most API keys that are cached on each replica, and as many keys that do not exist.',
    100,
    10_000_000,
  )
  readonly apiKeyCacheSize: number = 10_000;

  @IntegerSetting(
    'CONSOLE_SESSION_IDLE_HOURS',
    'After how many hours without use a session of the web console ends.',
    1,
    720,
  )
  readonly consoleSessionIdleHours: number = 12;

  @IntegerSetting(
    'CONSOLE_SESSIONS_PER_KEY',
    'Most sessions of the web console for one API key; one more ends the oldest.',
    1,
    100_000,
  )
  readonly consoleSessionsPerKey: number = 100;

  @IntegerSetting(
    'MAX_KEY_LOOKUPS',
    'Most API keys that are in no cache and looked up in the database at the same time, on each replica; others get 503.',
    1,
    100_000,
  )
  readonly maxKeyLookups: number = 256;

  @IntegerSetting(
    'LOGGED_ADDRESSES_PER_MINUTE',
    'Most addresses that are logged each minute for requests refused with 401, 403 or 429, with one line of counts each; ' +
      'others are counted together.',
    1,
    100_000,
  )
  readonly loggedAddressesPerMinute: number = 100;

  @IntegerSetting(
    'REQUEST_CONCURRENCY_PER_KEY',
    'Most requests of one key at the same time, on each replica, streams included; and as many whose bodies are still ' +
      'arriving; 0 for no limit.',
    0,
    1_000_000,
  )
  readonly requestConcurrencyPerKey: number = 512;

  @IntegerSetting(
    'MAX_BODY_BYTES_PER_KEY',
    'Most bytes of bodies of one key whose requests are not answered yet, on each replica, at least `BODY_LIMIT_BYTES`; ' +
      'those of up to 64 KiB do not count. Others get 429.',
    1024 * 1024,
    1024 * 1024 * 1024 * 1024,
  )
  readonly maxBodyBytesPerKey: number = 64 * 1024 * 1024;
}
