import { IsOptional } from 'class-validator';
import { FlagSetting, IntegerSetting } from '../config/setting.decorators.js';

/** Enough for a load balancer to poll once more. */
const POLLED_DELAY_SECONDS = 5;

/** Health endpoints and shutdown. */
export class OperationsSettings {
  /** Additional port that answers `/ping` as soon as the process starts; unset, there is none. */
  @IntegerSetting('PORT_HEALTH', 1, 65_535)
  @IsOptional()
  readonly healthPort?: number;

  /** Whether the detailed health reports more than a status. */
  @FlagSetting('HEALTH_DETAIL')
  readonly healthDetail: boolean = true;

  @IntegerSetting('SHUTDOWN_DELAY_SECONDS', 0, 300)
  @IsOptional()
  readonly chosenDelaySeconds?: number;

  /** Longest time to finish requests that are under way, once no new ones are accepted, in seconds. */
  @IntegerSetting('SHUTDOWN_TIMEOUT_SECONDS', 0, 3_600)
  readonly shutdownTimeoutSeconds: number = 30;

  /** Whether a RunPod gateway is in front, which uses `Authorization` for a key of its own and may forward it. */
  get isBehindGateway(): boolean {
    return this.healthPort !== undefined;
  }

  /**
   * How long the service keeps serving after a stop signal, while load balancers notice, in seconds. By default 0, or 5
   * if PORT_HEALTH is set, since a load balancer then polls.
   */
  get shutdownDelaySeconds(): number {
    return this.chosenDelaySeconds ?? (this.healthPort === undefined ? 0 : POLLED_DELAY_SECONDS);
  }
}
