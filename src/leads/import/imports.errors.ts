import { SalesAgentError } from '../../errors/sales-agent.error.js';

export class ImportNotFoundError extends SalesAgentError {
  static readonly errorCode = 'IMPORT_NOT_FOUND';
  static readonly kind = 'not_found';
  static readonly meaning = 'No import has this id, or it belongs to another workspace.';

  constructor(id: string) {
    super(`Import ${id} does not exist`, { import_id: id });
  }
}

export class ImportStateError extends SalesAgentError {
  static readonly errorCode = 'IMPORT_STATE';
  static readonly kind = 'conflict';
  static readonly meaning = 'The import is in a state in which this cannot be done; `details.state` names it.';

  constructor(id: string, state: string) {
    super(`The import is ${state} already`, { import_id: id, state });
  }
}

export class TooManyUploadsError extends SalesAgentError {
  static readonly errorCode = 'TOO_MANY_UPLOADS';
  static readonly kind = 'rate_limited';
  static readonly meaning = 'The workspace sends as many files at once as it may (`IMPORT_MAX_UPLOADS`).';

  constructor(limit: number) {
    super(`${limit} files of this workspace are being received`, { limit }, { retryAfterSeconds: 5 });
  }
}
