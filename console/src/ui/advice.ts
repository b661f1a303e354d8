import type { ApiError } from '../api/errors';

/** What to do about an error, in the words of those who use the page; empty where its message says it. */
export function adviceOn({ status, code }: ApiError): string {
  if (status === 403 && code === 'ACCESS_DENIED') return 'Sign in with a key that has it, or ask an admin.';
  if (status === 402 || code === 'BUDGET_EXCEEDED')
    return 'Raise the budget under Spend, or wait until its next period begins.';
  if (code === 'LLM_NOT_CONFIGURED')
    return 'Score by rules, or configure a provider where the service runs and start it again.';
  if (status === 429) return 'Wait a moment.';
  if (code.includes('API_') || code.includes('RATE_LIMIT')) return 'Look under Providers, or score by rules.';
  if (status === 503) return 'The service is busy or its database is away; it comes back by itself.';
  if (status === 412) return 'It was changed by another user; reload the page to see how.';
  return '';
}
