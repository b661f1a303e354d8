import { IntegerSetting } from '../../config/setting.decorators.js';

/** Scoring of many leads in the background. */
export class RunSettings {
  static readonly title = 'Qualification runs';

  @IntegerSetting(
    'RUNS_CONCURRENCY',
    'Most leads of one run that language models score at a time, in all replicas together. Providers that ask for patience ' +
      'lower it for a while.',
    1,
    1_000,
  )
  readonly concurrency: number = 16;

  @IntegerSetting('RUNS_LEADS_MAX', 'Most leads of one run; a request that matches more is refused.', 1, 10_000_000)
  readonly leadsMax: number = 1_000_000;

  @IntegerSetting(
    'RUNS_LEASE_SECONDS',
    'Time after which a lead of a run is given to another process if the one that scores it is gone, in seconds.',
    3,
    600,
  )
  readonly leaseSeconds: number = 10;

  @IntegerSetting(
    'RUNS_ATTEMPTS_MAX',
    'How often a lead of a run is tried while providers fail, until it is marked as failed.',
    1,
    100,
  )
  readonly attemptsMax: number = 5;

  @IntegerSetting(
    'RUNS_OUTAGE_PAUSE_SECONDS',
    'How long a run pauses when no provider answers, in seconds; twice as long each time, up to 5 minutes.',
    1,
    300,
  )
  readonly outagePauseSeconds: number = 10;
}
