import { SalesAgentError } from '../errors/sales-agent.error.js';

export class LeadNotFoundError extends SalesAgentError {
  static readonly errorCode = 'LEAD_NOT_FOUND';
  static readonly kind = 'not_found';
  static readonly meaning = 'No lead has this id, or it belongs to another workspace.';

  constructor(leadId: string) {
    super(`Lead ${leadId} does not exist`, { lead_id: leadId });
  }
}

export class LeadAlreadyExistsError extends SalesAgentError {
  static readonly errorCode = 'LEAD_ALREADY_EXISTS';
  static readonly kind = 'conflict';
  static readonly meaning = 'Another lead has this `external_id`.';

  constructor(externalId: string) {
    super('Another lead has this external_id', { external_id: externalId });
  }
}

export class InvalidLeadDataError extends SalesAgentError {
  static readonly errorCode = 'INVALID_LEAD_DATA';
  static readonly kind = 'invalid';
  static readonly meaning = 'The database refused the lead; `details.constraint` names the violated rule.';

  constructor(constraint: string, cause: unknown) {
    super('The lead breaks a rule of the database', { constraint }, { cause });
  }
}
