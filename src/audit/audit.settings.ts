import { IntegerSetting } from '../config/setting.decorators.js';

/** For how long the audit log is kept. */
export class AuditSettings {
  static readonly title = 'Audit log';

  @IntegerSetting(
    'AUDIT_RETENTION_DAYS',
    'How long events of the audit log are kept, in days; 0 keeps them for ever.',
    0,
    36_500,
  )
  readonly auditRetentionDays: number = 400;
}
