import type { LeadReference } from './dto/lead-change.dto.js';
import { SalesAgentError } from '../errors/sales-agent.error.js';

export class LeadNotFoundError extends SalesAgentError {
  static readonly errorCode = 'LEAD_NOT_FOUND';
  static readonly kind = 'not_found';
  static readonly meaning = 'No lead has this id, or it belongs to another workspace.';

  /** @param field by which the lead was looked for */
  constructor(value: string, field: keyof LeadReference = 'lead_id') {
    super(field === 'lead_id' ? `Lead ${value} does not exist` : `No lead has the ${field} ${value}`, {
      [field]: value,
    });
  }
}

export class LeadAlreadyExistsError extends SalesAgentError {
  static readonly errorCode = 'LEAD_ALREADY_EXISTS';
  static readonly kind = 'conflict';
  static readonly meaning = 'Another lead has this `external_id`; `details.lead_id` names it.';

  /** @param leadId of the other lead; `undefined` if it is gone by now */
  constructor(
    externalId: string,
    readonly leadId: string | undefined,
  ) {
    super('Another lead has this external_id', { external_id: externalId, lead_id: leadId });
  }
}

export class LeadChangedError extends SalesAgentError {
  static readonly errorCode = 'LEAD_CHANGED';
  static readonly kind = 'precondition_failed';
  static readonly meaning =
    'The lead has another version than `If-Match` or `If-None-Match` demands; `details.version` says which.';

  constructor({ id, version }: { id: string; version: number }) {
    super('The lead has another version by now; read it again', { lead_id: id, version });
  }
}

export class LeadMissingError extends SalesAgentError {
  static readonly errorCode = 'LEAD_MISSING';
  static readonly kind = 'precondition_failed';
  static readonly meaning = '`If-Match` demands a lead, and there is none.';

  constructor() {
    super('There is no lead that If-Match could match');
  }
}

export class LeadNotUniqueError extends SalesAgentError {
  static readonly errorCode = 'LEAD_NOT_UNIQUE';
  static readonly kind = 'conflict';
  static readonly meaning = 'Several leads have this `contact_email`; `details.lead_ids` names the newest.';

  constructor(email: string, leadIds: string[]) {
    super('Several leads have this contact_email', { contact_email: email, lead_ids: leadIds });
  }
}

export class TooManyLeadsError extends SalesAgentError {
  static readonly errorCode = 'TOO_MANY_LEADS';
  static readonly kind = 'invalid';
  static readonly meaning =
    'More leads match than one request may change or erase (`LEADS_BULK_MAX`); nothing was done.';

  constructor(limit: number) {
    super(`More than ${limit} leads match; narrow the filter, or name fewer ids`, { limit });
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
