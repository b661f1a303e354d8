import { useState } from 'preact/hooks';
import type { ApiError } from '../api/errors';
import { ErrorNotice } from '../ui/notice';
import { asApiError } from '../ui/use-resource';
import { signIn } from './session';
import { hasEnded } from './session-state';

/** Takes an API key once; the service gives a session for it, and the page forgets the key. */
export function SignIn() {
  const [key, setKey] = useState('');
  const [error, setError] = useState<ApiError>();
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await signIn(key.trim());
    } catch (failure) {
      setError(asApiError(failure));
      setBusy(false);
    }
  };
  return (
    <main class="alone">
      <form class="card sign-in" onSubmit={(event) => void submit(event)}>
        <h1>Sales Agent</h1>
        <p class="soft">
          {hasEnded.value
            ? 'Your session has ended, or its key was revoked. Sign in to go on where you were.'
            : 'Sign in with an API key. It is exchanged once for a session of this browser, and not stored here.'}
        </p>
        <label>
          API key
          <input
            type="password"
            autocomplete="current-password"
            placeholder="sa_live_…"
            required
            autofocus
            value={key}
            onInput={({ currentTarget }) => {
              setKey(currentTarget.value);
            }}
          />
        </label>
        {error !== undefined && <ErrorNotice error={error} />}
        <button type="submit" class="primary" disabled={isBusy}>
          Sign in
        </button>
        <p class="soft small">
          No key yet? An admin creates one under Settings, or on the server with{' '}
          <code>npm run keys -- create --name me --scopes admin</code>.
        </p>
      </form>
    </main>
  );
}
