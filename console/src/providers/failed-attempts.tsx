import type { ApiError } from '../api/errors';
import { milliseconds } from '../ui/format';

interface Attempt {
  provider: string;
  error: string;
  status: number | null;
  ms: number;
}

/** What a failure is, and what to do about it where the service runs. */
const FAILURES: Record<string, string> = {
  connection: 'could not be reached. Check its address, and the network of the service.',
  server_error: 'failed by itself. It is tried again soon.',
  unavailable: 'is not available. It is tried again soon.',
  no_connection: 'has too many calls of ours under way. Wait a moment.',
  rate_limited: 'takes no more calls for now. Wait, or ask the provider for a higher limit.',
  rejected_key: 'refuses the API key. Set a valid one, and start the service again.',
  no_credit: 'has no credit left on this account. Add credit there.',
  blocked: 'blocks this account or this address. Ask the provider.',
  unknown_model: 'does not have the model. Set another one.',
  too_large: 'sent an answer that is too large.',
  malformed: 'sent an answer that could not be read. Check that its address is the one of the API.',
  overloaded: 'is overloaded. It is tried again soon.',
  broken_off: 'broke off in the middle of its answer.',
  silent: 'did not answer in time.',
  deadline: 'did not answer in time.',
};

/** Each attempt of a call that no provider answered. */
export function FailedAttempts({ error }: { error: ApiError }) {
  const { attempts } = error.details;
  if (!Array.isArray(attempts) || attempts.length === 0) return null;
  return (
    <ul class="small">
      {(attempts as Attempt[]).map(({ provider, error: failure, status, ms }, index) => (
        <li key={index}>
          {provider} {FAILURES[failure] ?? `failed (${failure}).`}{' '}
          <span class="soft">
            {status !== null && `Status ${status}, `}after {milliseconds(ms)}
          </span>
        </li>
      ))}
    </ul>
  );
}
