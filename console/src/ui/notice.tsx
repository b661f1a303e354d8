import type { ComponentChildren } from 'preact';
import type { ApiError } from '../api/errors';
import { adviceOn } from './advice';
import { inWords } from './in-words';

interface NoticeProps {
  error: ApiError;
  onRetry?: () => void;
  /** More on what happened. */
  children?: ComponentChildren;
}

/** What happened, what to do, and the id that the service's log knows the request by. */
export function ErrorNotice({ error, onRetry, children }: NoticeProps) {
  return (
    <div class="notice bad" role="alert">
      <p>
        {inWords(error.message)} {adviceOn(error)}
      </p>
      {children}
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
