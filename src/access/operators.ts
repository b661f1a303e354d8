import { AccessDeniedError } from './access.errors.js';
import { type Caller, isOperator } from './caller.js';

/** @throws AccessDeniedError unless the caller is an admin of the default workspace */
export function assertOperator(caller: Caller): void {
  if (isOperator(caller)) return;
  throw new AccessDeniedError('admin', 'This needs an API key of the default workspace with the scope admin');
}
