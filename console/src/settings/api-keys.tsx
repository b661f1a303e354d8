import { useState } from 'preact/hooks';
import { api, dataOf, type Schemas } from '../api/client';
import type { ApiError } from '../api/errors';
import { signIn } from '../app/session';
import { session, type Scope } from '../app/session-state';
import { confirm } from '../ui/dialog';
import { exactTime, shortDay } from '../ui/format';
import { Empty, ErrorNotice, Skeleton } from '../ui/notice';
import { Time } from '../ui/time';
import { complain, say } from '../ui/toast';
import { asApiError } from '../ui/use-resource';
import { IssuedKey } from './issued-key';
import { usePages } from '../ui/use-pages';
import { Checks } from '../ui/checks';
import { ShowMore } from '../ui/show-more';

type Key = Schemas['ApiKeyResponse'];

const SCOPES: readonly (readonly [Scope, string])[] = [
  ['leads:read', 'read leads and scores'],
  ['leads:write', 'store, change, score and delete leads'],
  ['llm:use', 'call language models'],
  ['usage:read', 'see what was spent'],
  ['research:run', 'ask research questions'],
  ['admin', 'everything, keys and settings too'],
];

export function ApiKeys() {
  const keys = usePages((cursor) =>
    dataOf(
      api.GET('/api/v1/api-keys', { params: { query: { limit: 50, ...(cursor === undefined ? {} : { cursor }) } } }),
    ),
  );
  const [issued, setIssued] = useState<Schemas['IssuedApiKeyResponse']>();
  const rotate = async (key: Key) => {
    try {
      setIssued(
        await dataOf(api.POST('/api/v1/api-keys/{id}/rotate', { params: { path: { id: key.id } }, body: {} as never })),
      );
      keys.reload();
    } catch (error) {
      complain(error);
    }
  };
  const revoke = async (key: Key) => {
    const text = `Whatever uses the key ${key.name} (${key.hint}…) is refused within 5 seconds. This cannot be undone.`;
    if (!(await confirm({ title: `Revoke ${key.name}?`, text, action: 'Revoke the key' }))) return;
    try {
      await api.DELETE('/api/v1/api-keys/{id}', { params: { path: { id: key.id } } });
      say(`${key.name} is revoked.`);
      keys.reload();
    } catch (error) {
      complain(error);
    }
  };
  return (
    <>
      {session.value?.open === true && (
        <p class="notice warn">
          No API key exists, so everybody who uses this machine as you may do everything here. From the first key on,
          every request needs one, also those of this page: give it the scope admin, and keep it.
        </p>
      )}
      {issued !== undefined && <IssuedKey issued={issued} />}
      <NewKey
        onIssued={(key, mayReload) => {
          setIssued(key);
          if (mayReload) keys.reload();
        }}
      />
      {keys.error !== undefined && <ErrorNotice error={keys.error} onRetry={keys.reload} />}
      {keys.data === undefined ? (
        keys.error === undefined && <Skeleton />
      ) : keys.data.data.length === 0 ? (
        <Empty title="No key was ever made." />
      ) : (
        <div class="scroll" tabIndex={0} role="region" aria-label="API keys">
          <table class="data">
            <thead>
              <tr>
                <th>Name</th>
                <th>Begins with</th>
                <th>May</th>
                <th>Last used</th>
                <th>State</th>
                <th>
                  <span class="hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {keys.data.data.map((key) => (
                <tr key={key.id} class={stateOf(key) === 'active' ? undefined : 'off'}>
                  <td>{key.name}</td>
                  <td>
                    <code>{key.hint}…</code>
                  </td>
                  <td>{key.scopes.join(', ')}</td>
                  <td>{key.last_used_at === null ? 'never' : <Time at={key.last_used_at} />}</td>
                  <td>
                    {stateOf(key)}
                    {stateOf(key) === 'active' && key.expires_at !== null && (
                      <span class="soft small" title={exactTime(key.expires_at)}>
                        {' '}
                        until {shortDay(key.expires_at)}
                      </span>
                    )}
                  </td>
                  <td>
                    {stateOf(key) === 'active' && (
                      <span class="acts">
                        <button type="button" onClick={() => void rotate(key)}>
                          Replace
                        </button>
                        <button type="button" class="danger" onClick={() => void revoke(key)}>
                          Revoke
                        </button>
                      </span>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <ShowMore of={keys} />
    </>
  );
}

function stateOf({ revoked_at: revoked, expires_at: expires }: Key): string {
  if (revoked !== null) return 'revoked';
  return expires !== null && new Date(expires) <= new Date() ? 'expired' : 'active';
}

function NewKey({ onIssued }: { onIssued: (key: Schemas['IssuedApiKeyResponse'], mayReload: boolean) => void }) {
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly Scope[]>(session.value?.open === true ? ['admin'] : ['leads:read']);
  const [lastDay, setLastDay] = useState('');
  const [error, setError] = useState<ApiError>();
  const submit = async (event: Event) => {
    event.preventDefault();
    setError(undefined);
    const wasOpen = session.value?.open === true;
    try {
      const expires_at = lastDay === '' ? null : new Date(`${lastDay}T23:59:59`).toISOString();
      const body = { name: name.trim(), scopes: [...scopes], expires_at };
      const issued = await dataOf(api.POST('/api/v1/api-keys', { body }));
      setName('');
      onIssued(issued, !wasOpen || (await continueWith(issued.key ?? '')));
    } catch (failure) {
      setError(asApiError(failure));
    }
  };
  return (
    <form class="card" onSubmit={(event) => void submit(event)}>
      <div class="inline">
        <label>
          Name of a new key
          <input
            class="wide-input"
            required
            maxLength={100}
            placeholder="crm-import"
            value={name}
            onInput={({ currentTarget }) => setName(currentTarget.value)}
          />
        </label>
        <label>
          Last day, if any
          <input
            class="wide-input"
            type="date"
            value={lastDay}
            onInput={({ currentTarget }) => setLastDay(currentTarget.value)}
          />
        </label>
        <button type="submit" class="primary" disabled={scopes.length === 0}>
          Create
        </button>
      </div>
      <Checks label="What it may do" options={SCOPES} chosen={scopes} onChange={setScopes} />
      {error !== undefined && <ErrorNotice error={error} />}
    </form>
  );
}

/**
 * The first key closes open mode, so that this page needs a session from now on.
 * @returns whether it has one; without, the key stays in view, and nothing else is asked for
 */
async function continueWith(key: string): Promise<boolean> {
  try {
    await signIn(key);
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}
