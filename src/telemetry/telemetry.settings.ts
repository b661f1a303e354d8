import { ChoiceSetting } from '../config/setting.decorators.js';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export const LOG_FORMATS = ['auto', 'json', 'pretty'] as const;

/** What is logged, and how. */
export class TelemetrySettings {
  static readonly title = 'Logs';

  @ChoiceSetting('LOG_LEVEL', 'Least severe level that is logged.', LOG_LEVELS)
  readonly logLevel: (typeof LOG_LEVELS)[number] = 'info';

  @ChoiceSetting(
    'LOG_FORMAT',
    'Form of log lines: `json`, `pretty` for people, or `auto`, which is `pretty` at a terminal and `json` elsewhere.',
    LOG_FORMATS,
  )
  readonly logFormat: (typeof LOG_FORMATS)[number] = 'auto';
}
