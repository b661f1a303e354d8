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
}
