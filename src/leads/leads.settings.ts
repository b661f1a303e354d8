import { IntegerSetting } from '../config/setting.decorators.js';

/** The most that a setting of either kind takes; lists of ids are refused beyond it before they are read. */
export const MAX_LEADS_IN_REQUEST = 100_000;

/** How many leads one request stores, changes or erases. */
export class LeadSettings {
  static readonly title = 'Leads';

  @IntegerSetting('LEADS_BATCH_MAX', 'Most leads in one `POST /leads/batch`.', 1, 10_000)
  readonly batchMax: number = 1_000;

  @IntegerSetting(
    'LEADS_BULK_MAX',
    'Most leads that one `PATCH /leads` or `DELETE /leads` changes or erases; a request that matches more is refused.',
    1,
    MAX_LEADS_IN_REQUEST,
  )
  readonly bulkMax: number = 10_000;

  @IntegerSetting(
    'LEADS_EXPORTS_MAX',
    'Most exports of many leads that one process sends at a time, each over a database connection of its own; those of one ' +
      'workspace leave one to others. Others wait for `DB_POOL_TIMEOUT_SECONDS`, by turns of their workspaces; then the answer is 503.',
    1,
    100,
  )
  readonly exportsMax: number = 3;

  @IntegerSetting(
    'LEADS_EXPORT_SILENCE_SECONDS',
    'Longest time for which the reader of an export may leave its next part, some 250 KB, untouched, in seconds; then the ' +
      'connection is closed.',
    1,
    3_600,
  )
  readonly exportSilenceSeconds: number = 60;
}
