import { AccessSettings } from './access/access.settings.js';
import { keepSecret } from './config/secret-values.js';
import { Settings, type SettingGroup } from './config/settings.js';
import { AuditSettings } from './audit/audit.settings.js';
import { ClientSettings } from './cli/client/client.settings.js';
import { DatabaseSettings } from './database/database.settings.js';
import { HttpLimitSettings } from './http/http-limits.settings.js';
import { HttpSettings } from './http/http.settings.js';
import { JobSettings } from './jobs/jobs.settings.js';
import { OperationsSettings } from './lifecycle/operations.settings.js';
import { BudgetSettings } from './llm/budgets/budgets.settings.js';
import { ImportSettings } from './leads/import/imports.settings.js';
import { LeadSettings } from './leads/leads.settings.js';
import { LlmSettings } from './llm/llm.settings.js';
import { McpSettings } from './mcp/mcp.settings.js';
import { OutboundSettings } from './outbound/outbound.settings.js';
import { QualificationSettings } from './qualification/qualification.settings.js';
import { ResearchSettings } from './research/research.settings.js';
import { RunSettings } from './qualification/runs/runs.settings.js';
import { RunpodWorkerSettings } from './runpod/runpod-worker.settings.js';
import { TelemetrySettings } from './telemetry/telemetry.settings.js';
import { TraceSettings } from './telemetry/trace.settings.js';
import { WebhookSettings } from './webhooks/webhooks.settings.js';
import { ThreadSettings } from './threads/thread.settings.js';

/** The settings of every room, in the order in which the documents list them. */
export const SETTING_GROUPS: readonly SettingGroup[] = [
  HttpSettings,
  HttpLimitSettings,
  AccessSettings,
  AuditSettings,
  DatabaseSettings,
  LeadSettings,
  ImportSettings,
  LlmSettings,
  BudgetSettings,
  QualificationSettings,
  RunSettings,
  McpSettings,
  ResearchSettings,
  RunpodWorkerSettings,
  OutboundSettings,
  OperationsSettings,
  JobSettings,
  WebhookSettings,
  ThreadSettings,
  TelemetrySettings,
  TraceSettings,
  ClientSettings,
];

/**
 * Every setting of the service. Secret ones are hidden in log lines from now on.
 * @throws ConfigurationError naming every key that breaks its rule
 */
export function loadSettings(environment: Record<string, string>): Settings {
  const settings = new Settings(environment, SETTING_GROUPS);
  keepSecret(...settings.secrets());
  return settings;
}
