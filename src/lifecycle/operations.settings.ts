import { IsOptional } from 'class-validator';
import { FlagSetting, IntegerSetting } from '../config/setting.decorators.js';

/** For a load balancer to poll once more. */
const POLLED_DELAY_SECONDS = 5;

/** What the service tells whoever watches it, and how it ends. */
export class OperationsSettings {
  /** Where `/ping` is answered too, from the first moment of the process on; nowhere, unless it is set. */
  @IntegerSetting('PORT_HEALTH', 1, 65_535)
  @IsOptional()
  readonly healthPort?: number;

  /** Whether the detailed health says more than a status. */
  @FlagSetting('HEALTH_DETAIL')
  readonly healthDetail: boolean = true;

  @IntegerSetting('SHUTDOWN_DELAY_SECONDS', 0, 300)
  @IsOptional()
  readonly chosenDelaySeconds?: number;

  /** How long what is under way may take to end, once nothing new is accepted, in seconds. */
  @IntegerSetting('SHUTDOWN_TIMEOUT_SECONDS', 0, 3_600)
  readonly shutdownTimeoutSeconds: number = 30;

  /** Whether a gateway of RunPod's is in front, which asks for a key of its own in `Authorization`, and may pass it on. */
  get isBehindGateway(): boolean {
    return this.healthPort !== undefined;
  }

  /**
   * How long the service still serves after it was told to stop, while load balancers notice, in seconds. Where nothing is
   * chosen, that is 0, unless one is known to poll.
   */
  get shutdownDelaySeconds(): number {
    return this.chosenDelaySeconds ?? (this.healthPort === undefined ? 0 : POLLED_DELAY_SECONDS);
  }
}
