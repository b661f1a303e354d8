import type { ComponentChildren } from 'preact';
import type { ApiError } from '../api/errors';

/** What happened, what to do, and the id that the service's log knows the request by. */
export function ErrorNotice({ error, onRetry }: { error: ApiError; onRetry?: () => void }) {
  return (
    <div class="notice bad" role="alert">
      <p>
        {error.message} {adviceOn(error)}
      </p>
      <p class="soft small">
        {error.code}
        {error.requestId === undefined ? '' : `, request ${error.requestId}`}
      </p>
      {onRetry !== undefined && (
        <button type="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}

function adviceOn({ status, code }: ApiError): string {
  if (status === 403 && code === 'ACCESS_DENIED') return 'Sign in with a key that has it, or ask an admin.';
  if (status === 402 || code === 'BUDGET_EXCEEDED')
    return 'Raise the budget under Spend, or wait until its next period begins.';
  if (code === 'LLM_NOT_CONFIGURED')
    return 'Score by rules, or configure a provider where the service runs and start it again.';
  if (status === 429) return 'Wait a moment.';
  if (status === 503) return 'The service is busy or its database is away; it comes back by itself.';
  if (status === 412) return 'Somebody else has changed it meanwhile; reload the page to see how.';
  return '';
}

export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <p class="title">{title}</p>
      {children}
    </div>
  );
}

/** Where something will stand; it shows after a moment, so that quick answers do not flicker. */
export function Skeleton({ lines = 4 }: { lines?: number }) {
  return (
    <div class="skeleton" aria-hidden="true">
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} class={`w${index % 4}`} />
      ))}
    </div>
  );
}
