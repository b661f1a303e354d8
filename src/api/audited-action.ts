/** The actions of which the audit log keeps a record. */
export const AUDITED_ACTIONS = [
  'api_key.create',
  'api_key.update',
  'api_key.rotate',
  'api_key.revoke',
  'workspace.create',
  'workspace.rename',
  'workspace.erase',
  'scoring_profile.replace',
  'budget.set',
  'budget.delete',
  'job.retry',
  'webhook.create',
  'webhook.update',
  'webhook.delete',
  'webhook.rotate',
  'lead.export',
  'lead.export_many',
  'lead.delete',
  'lead.update_many',
  'lead.delete_many',
] as const;
export type AuditedAction = (typeof AUDITED_ACTIONS)[number];
