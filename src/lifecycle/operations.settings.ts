import { IsOptional } from 'class-validator';
import { FlagSetting, IntegerSetting } from '../config/setting.decorators.js';

/** Enough for a load balancer to poll once more. */
const POLLED_DELAY_SECONDS = 5;

/** Health and shutdown. */
export class OperationsSettings {
  static readonly title = 'Health and shutdown';

  @IntegerSetting(
    'PORT_HEALTH',
    'Another port, which answers `/ping` only, from the start of the process to its end. RunPod sets it for load-balancing ' +
      'endpoints. If it equals `PORT`, there is no second port.',
    1,
    65_535,
  )
  @IsOptional()
  readonly healthPort?: number;

  @FlagSetting(
    'HEALTH_DETAIL',
    'Shows pool, providers and process in `/health/detailed`, which needs no key; if not, only the status.',
  )
  readonly healthDetail: boolean = true;

  @IntegerSetting(
    'SHUTDOWN_DELAY_SECONDS',
    'Time for which the service still serves after SIGTERM, not ready any more, so that load balancers notice, in seconds. ' +
      'Unset, it is 0, or 5 if `PORT_HEALTH` is set.',
    0,
    300,
  )
  @IsOptional()
  readonly chosenDelaySeconds?: number;

  @IntegerSetting(
    'SHUTDOWN_TIMEOUT_SECONDS',
    'Time for requests and qualifications under way to end after that, in seconds; what is left is cancelled.',
    0,
    3_600,
  )
  readonly shutdownTimeoutSeconds: number = 30;

  /**
   * How long the service keeps serving after a stop signal, while load balancers notice, in seconds. By default 0, or 5
   * if PORT_HEALTH is set, since a load balancer then polls.
   */
  get shutdownDelaySeconds(): number {
    return this.chosenDelaySeconds ?? (this.healthPort === undefined ? 0 : POLLED_DELAY_SECONDS);
  }
}
