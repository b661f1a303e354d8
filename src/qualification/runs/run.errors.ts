import { SalesAgentError } from '../../errors/sales-agent.error.js';
import type { RunState } from './qualification-run.entity.js';

export class RunNotFoundError extends SalesAgentError {
  static readonly errorCode = 'RUN_NOT_FOUND';
  static readonly kind = 'not_found';
  static readonly meaning = 'No qualification run has this id, or it belongs to another workspace.';

  constructor(id: string) {
    super(`Qualification run ${id} does not exist`, { run_id: id });
  }
}

export class RunStateError extends SalesAgentError {
  static readonly errorCode = 'RUN_STATE_CONFLICT';
  static readonly kind = 'conflict';
  static readonly meaning = 'The qualification run is in a state that does not allow this; `details.state` names it.';

  constructor(id: string, state: RunState, action: string) {
    super(`A run that is ${state} cannot be ${action}`, { run_id: id, state });
  }
}

export class RunTooLargeError extends SalesAgentError {
  static readonly errorCode = 'RUN_TOO_LARGE';
  static readonly kind = 'invalid';
  static readonly meaning =
    'More leads match than one qualification run may have (`RUNS_LEADS_MAX`); nothing was started.';

  constructor(limit: number) {
    super(`More than ${limit} leads match; narrow the filter, or name fewer ids`, { limit });
  }
}
