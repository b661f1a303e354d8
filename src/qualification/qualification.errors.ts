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
