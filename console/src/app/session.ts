import { api, dataOf } from '../api/client';
import { ApiError, readError, UnreachableError } from '../api/errors';
import { hasEnded, session, signIns } from './session-state';

/** Asks the service who uses the console. */
export async function loadSession(): Promise<void> {
  session.value = await dataOf(api.GET('/console/session'));
}

/** @throws ApiError where the key is not accepted */
export async function signIn(key: string): Promise<void> {
  const response = await fetch('/console/session', {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'x-sales-agent-console': '1' },
  }).catch(() => {
    throw new UnreachableError();
  });
  if (!response.ok) throw await readError(response);
  const next = await dataOf(api.GET('/console/session'));
  if (!next.signed_in) {
    throw new ApiError(
      'NO_COOKIE',
      'The browser did not keep the session. Allow cookies for this address.',
      0,
      undefined,
    );
  }
  const before = session.value?.workspace_id;
  session.value = next;
  if (!hasEnded.value) return;
  hasEnded.value = false;
  signIns.value++;
  // What is shown behind the sign-in belongs to another workspace.
  if (before !== next.workspace_id) location.reload();
}

export async function signOut(): Promise<void> {
  await api.DELETE('/console/session');
  // What was typed and not sent yet belongs to the one who leaves.
  sessionStorage.clear();
  hasEnded.value = false;
  await loadSession();
}
