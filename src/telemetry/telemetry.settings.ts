import { ChoiceSetting, FlagSetting, IntegerSetting } from '../config/setting.decorators.js';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export const LOGGED_REQUESTS = ['all', 'errors', 'none'] as const;
export const LOG_FORMATS = ['auto', 'json', 'pretty'] as const;

/** What is logged, and how. */
export class TelemetrySettings {
  static readonly title = 'Logs and metrics';

  @ChoiceSetting('LOG_LEVEL', 'Least severe level that is logged.', LOG_LEVELS)
  readonly logLevel: (typeof LOG_LEVELS)[number] = 'info';

  @ChoiceSetting(
    'LOG_FORMAT',
    'Form of log lines: `json`, `pretty` for people, or `auto`, which is `pretty` at a terminal and `json` elsewhere.',
    LOG_FORMATS,
  )
  readonly logFormat: (typeof LOG_FORMATS)[number] = 'auto';

  @ChoiceSetting(
    'LOG_REQUESTS',
    'Requests that are logged, one line each when they end: `all`, `errors` (status 400 and above) or `none`. Health probes ' +
      'and `/metrics` are logged at the level `debug`.',
    LOGGED_REQUESTS,
  )
  readonly logRequests: (typeof LOGGED_REQUESTS)[number] = 'all';

  @IntegerSetting(
    'LOG_MAX_PER_SECOND',
    'Most warnings, and most errors, that one part of the service logs in a second; one more line says how many others there were.',
    1,
    10_000,
  )
  readonly logMaxPerSecond: number = 30;

  @FlagSetting('METRICS', 'Counts requests by route for `/metrics`; if not, there is no `/metrics`.')
  readonly metrics: boolean = true;
}
