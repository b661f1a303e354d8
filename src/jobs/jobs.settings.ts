import { ChoiceSetting, IntegerSetting } from '../config/setting.decorators.js';

const ROLES = ['all', 'web', 'worker'] as const;

/** What a process does, and how it looks for background jobs. */
export class JobSettings {
  static readonly title = 'Background jobs';

  @ChoiceSetting(
    'ROLE',
    'What this process does: `all`; `web` answers requests and leaves background jobs to others; `worker` runs background ' +
      'jobs and answers health probes only.',
    ROLES,
  )
  readonly role: (typeof ROLES)[number] = 'all';

  @IntegerSetting(
    'JOBS_POLL_MS',
    'How often a process looks for jobs that others sent or that became due, in ms; its own start at once.',
    100,
    60_000,
  )
  readonly pollMs: number = 1_000;

  @IntegerSetting('JOBS_DEAD_DAYS', 'For how many days jobs that failed for good are kept.', 1, 365)
  readonly deadDays: number = 30;
}
