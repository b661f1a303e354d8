import { FlagSetting, IntegerSetting } from '../config/setting.decorators.js';

/** Which webhooks may exist, and how they are told of events. */
export class WebhookSettings {
  static readonly title = 'Webhooks';

  @IntegerSetting('WEBHOOK_MAX', 'Most webhooks of a workspace.', 1, 1_000)
  readonly maxWebhooks: number = 20;

  @FlagSetting('WEBHOOK_ALLOW_HTTP', 'Also takes webhooks with http addresses, not only https.')
  readonly allowHttp: boolean = false;

  @FlagSetting(
    'WEBHOOK_ALLOW_PRIVATE',
    'Also sends to addresses of private networks and of this machine. Keys that may create webhooks can then reach them.',
  )
  readonly allowPrivate: boolean = false;

  @IntegerSetting('WEBHOOK_TIMEOUT_SECONDS', 'Time for one delivery, from the dial to the answer, in seconds.', 1, 60)
  readonly timeoutSeconds: number = 10;

  @IntegerSetting('WEBHOOK_CONCURRENCY', 'Most deliveries under way to one webhook.', 1, 64)
  readonly concurrency: number = 8;

  @IntegerSetting(
    'WEBHOOK_RETRY_HOURS',
    'How long a delivery that fails is repeated, in hours. A webhook of which no delivery succeeded in that time is switched off.',
    1,
    720,
  )
  readonly retryHours: number = 72;

  @IntegerSetting(
    'WEBHOOK_ROTATION_HOURS',
    'How long deliveries are also signed with a secret that was replaced, in hours.',
    0,
    720,
  )
  readonly rotationHours: number = 24;

  @IntegerSetting('WEBHOOK_RETENTION_DAYS', 'How long deliveries that are done are kept, in days.', 1, 365)
  readonly retentionDays: number = 30;
}
