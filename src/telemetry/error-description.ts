import { inspect } from 'node:util';

/** Causes may go round in a circle. */
const MAX_CAUSES = 5;

/**
 * What of an error goes to the log. The database's errors carry the statement's parameters and whole rows, which are
 * people's data: they are left out.
 */
export function describeError(error: unknown, causes = MAX_CAUSES): object {
  if (!(error instanceof Error)) return { message: textOf(error) };
  const { name, message, stack, cause } = error;
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  const own = { name, code, constraint, message, stack };
  return cause === undefined || causes === 0 ? own : { ...own, cause: describeError(cause, causes - 1) };
}

/** A message as it is, and anything else as a developer would see it. */
export function textOf(message: unknown): string | undefined {
  return message === undefined || typeof message === 'string' ? message : inspect(message);
}
