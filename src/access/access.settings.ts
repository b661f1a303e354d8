import { FlagSetting, IntegerSetting } from '../config/setting.decorators.js';

/** Who may call, and how much. */
export class AccessSettings {
  /**
   * Whether a key is asked for even while none exists. Without it the service is open on loopback until the first key is
   * made, and refuses to start on any other address.
   */
  @FlagSetting('REQUIRE_API_KEY')
  readonly requireApiKey: boolean = false;

  /** Most requests of one key a minute, over all replicas; 0 for no limit. Calls without a valid key count by address. */
  @IntegerSetting('RATE_LIMIT_PER_MINUTE', 0, 100_000_000)
  readonly rateLimitPerMinute: number = 120_000;

  /** Most requests of one key that may ask a language model at the same moment, on each replica; 0 for no limit. */
  @IntegerSetting('LLM_CONCURRENCY_PER_KEY', 0, 100_000)
  readonly llmConcurrencyPerKey: number = 1_000;
}
