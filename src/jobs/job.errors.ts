import { SalesAgentError } from '../errors/sales-agent.error.js';

export class JobNotFoundError extends SalesAgentError {
  static readonly errorCode = 'JOB_NOT_FOUND';
  static readonly kind = 'not_found';
  static readonly meaning = 'No background job with this id has failed for good.';

  constructor(id: string) {
    super(`No job ${id} has failed for good`, { job_id: id });
  }
}
