import { IntegerSetting, TextSetting } from './setting.decorators.js';

/** Where the service listens, and how much it takes in at once. */
export class HttpSettings {
  /** Address to listen on; loopback, until somebody decides otherwise. */
  @TextSetting('HOST', /^[A-Za-z0-9.:_-]+$/, 'be a host name or an IP address')
  readonly host: string = '127.0.0.1';

  @IntegerSetting('PORT', 0, 65_535)
  readonly port: number = 3000;

  /** Largest request body, in bytes. */
  @IntegerSetting('BODY_LIMIT_BYTES', 1_024, 100 * 1024 * 1024)
  readonly bodyLimitBytes: number = 1024 * 1024;
}
