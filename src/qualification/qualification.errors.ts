import { LlmError } from '../llm/llm.errors.js';

export class LeadQualificationFailedError extends LlmError {
  static readonly errorCode = 'LEAD_QUALIFICATION_FAILED';
  static readonly kind = 'upstream';
  static readonly meaning = 'The model answered twice with something that is no judgement; no score was made up.';

  constructor(problem: string, cause: unknown) {
    super('The language model gave no usable judgement', { problem }, { cause });
  }
}
