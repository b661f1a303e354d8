import { ChoiceSetting } from '../config/setting.decorators.js';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** What the service says of itself. */
export class TelemetrySettings {
  /** Least severe level that is logged; `debug` adds a line a request. */
  @ChoiceSetting('LOG_LEVEL', LOG_LEVELS)
  readonly logLevel: (typeof LOG_LEVELS)[number] = 'info';
}
