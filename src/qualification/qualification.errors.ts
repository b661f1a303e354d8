import { SalesAgentError } from '../errors/sales-agent.error.js';
import { LlmError } from '../llm/llm.errors.js';

export class LeadQualificationFailedError extends LlmError {
  static readonly errorCode = 'LEAD_QUALIFICATION_FAILED';
  static readonly kind = 'upstream';
  static readonly meaning =
    'The model gave two invalid answers. Scores are never invented, so the lead has none from this attempt.';

  constructor(problem: string, cause: unknown) {
    super('The language model gave no valid answer', { problem }, { cause });
  }
}

export class QualificationInProgressError extends SalesAgentError {
  static readonly errorCode = 'QUALIFICATION_IN_PROGRESS';
  static readonly kind = 'unavailable';
  static readonly meaning =
    'Another request has been scoring this lead for longer than `QUALIFICATION_WAIT_MS`; read the lead, or retry later.';

  constructor(leadId: string) {
    super('The lead is still being scored by another request', { lead_id: leadId }, { retryAfterSeconds: 5 });
  }
}
