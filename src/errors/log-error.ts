import type { Logger } from '@nestjs/common';
import type { SalesAgentError } from './sales-agent.error.js';

/**
 * Logs a failure: a fault of this service as an error, a fault of something it depends on as a warning, and everything
 * else at level debug.
 */
export function logError(logger: Logger, error: SalesAgentError, facts: object): void {
  const { errorCode, details, cause, message } = error;
  const entry = { ...facts, error_code: errorCode, details };
  if (error.kind === 'internal') logger.error({ ...entry, err: cause ?? error }, message);
  else if (cause !== undefined) logger.warn({ ...entry, err: cause }, message);
  else logger.debug(entry, message);
}
