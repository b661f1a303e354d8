import { SalesAgentError } from '../../errors/sales-agent.error.js';

export class ScoringModelNotFoundError extends SalesAgentError {
  static readonly errorCode = 'SCORING_MODEL_NOT_FOUND';
  static readonly kind = 'not_found';
  static readonly meaning = 'The workspace has no learned model of this version.';

  constructor(version: number | string) {
    super(`There is no scoring model of version ${version}`, { version });
  }
}

export class TrainingInProgressError extends SalesAgentError {
  static readonly errorCode = 'TRAINING_IN_PROGRESS';
  static readonly kind = 'conflict';
  static readonly meaning = 'A model of this workspace is in training; wait until it is done.';

  constructor() {
    super('A model is in training already');
  }
}

export class ScoringModelUnusableError extends SalesAgentError {
  static readonly errorCode = 'SCORING_MODEL_UNUSABLE';
  static readonly kind = 'conflict';
  static readonly meaning =
    'Only models that are `held` or `retired` can be activated, and only the one that is `active` can be retired.';

  constructor(version: number, status: string) {
    super(`Scoring model ${version} is ${status}`, { version, status });
  }
}
