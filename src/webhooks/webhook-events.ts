/** Events that a webhook can receive. */
export const WEBHOOK_EVENTS = [
  'lead.created',
  'lead.updated',
  'lead.qualified',
  'lead.tier_changed',
  'lead.outcome',
  'import.completed',
  'run.completed',
  'run.paused',
  'budget.warning',
  'budget.exceeded',
] as const;
export type WebhookEventType = (typeof WEBHOOK_EVENTS)[number];

/** What a test sends, whatever events a webhook wants. */
export const TEST_EVENT = 'webhook.test';
