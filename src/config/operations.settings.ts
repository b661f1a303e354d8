import { FlagSetting, IntegerSetting } from './setting.decorators.js';

/** What the service tells whoever watches it, and how it ends. */
export class OperationsSettings {
  /** Whether the detailed health says more than a status. */
  @FlagSetting('HEALTH_DETAIL')
  readonly healthDetail: boolean = true;

  /** How long the service still serves after it was told to stop, while load balancers notice, in seconds. */
  @IntegerSetting('SHUTDOWN_DELAY_SECONDS', 0, 300)
  readonly shutdownDelaySeconds: number = 0;

  /** How long what is under way may take to end, once nothing new is accepted, in seconds. */
  @IntegerSetting('SHUTDOWN_TIMEOUT_SECONDS', 0, 3_600)
  readonly shutdownTimeoutSeconds: number = 30;
}
