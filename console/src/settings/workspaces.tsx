import { useState } from 'preact/hooks';
import { api, dataOf, type Schemas } from '../api/client';
import type { ApiError } from '../api/errors';
import { may } from '../app/session-state';
import { confirm } from '../ui/dialog';
import { ErrorNotice, Skeleton } from '../ui/notice';
import { Time } from '../ui/time';
import { complain, say } from '../ui/toast';
import { asApiError } from '../ui/use-resource';
import { IssuedKey } from './issued-key';
import { usePages } from '../ui/use-pages';
import { ShowMore } from '../ui/show-more';

type Workspace = Schemas['WorkspaceResponse'];

export function Workspaces() {
  const workspaces = usePages((cursor) =>
    dataOf(
      api.GET('/api/v1/workspaces', { params: { query: { limit: 50, ...(cursor === undefined ? {} : { cursor }) } } }),
    ),
  );
  const [name, setName] = useState('');
  const [error, setError] = useState<ApiError>();
  const create = async (event: Event) => {
    event.preventDefault();
    setError(undefined);
    try {
      await api.POST('/api/v1/workspaces', { body: { name: name.trim() } });
      say(`${name} is created. Create a key for it, with which one signs in there.`);
      setName('');
      workspaces.reload();
    } catch (failure) {
      setError(asApiError(failure));
    }
  };
  const [issued, setIssued] = useState<Schemas['IssuedApiKeyResponse']>();
  const createKey = async ({ id, name: owner }: Workspace) => {
    try {
      const body = { name: `admin of ${owner}`.slice(0, 100), scopes: ['admin' as const], workspace_id: id };
      setIssued(await dataOf(api.POST('/api/v1/api-keys', { body })));
    } catch (failure) {
      complain(failure);
    }
  };
  const rename = async ({ id, name: before }: Workspace, next: string) => {
    try {
      await api.PATCH('/api/v1/workspaces/{id}', { params: { path: { id } }, body: { name: next } });
      say(`${before} is now called ${next}.`, () => void rename({ id, name: next } as Workspace, before));
      workspaces.reload();
    } catch (failure) {
      complain(failure);
    }
  };
  const erase = async ({ id, name: erased }: Workspace) => {
    const text = `The workspace ${erased} goes, with all its leads, scores, ledger, budgets, keys and audit log. This cannot be undone.`;
    if (!(await confirm({ title: `Erase ${erased}?`, text, action: `Erase ${erased}` }))) return;
    try {
      await api.DELETE('/api/v1/workspaces/{id}', { params: { path: { id } } });
      say(`${erased} is erased.`);
      workspaces.reload();
    } catch (failure) {
      complain(failure);
    }
  };
  return (
    <>
      <p class="soft">Each workspace has leads, keys and budgets of its own, and sees nothing of the others.</p>
      {may('admin') && (
        <form class="inline" onSubmit={(event) => void create(event)}>
          <label>
            Name of a new workspace
            <input
              class="wide-input"
              required
              maxLength={100}
              value={name}
              onInput={({ currentTarget }) => setName(currentTarget.value)}
            />
          </label>
          <button type="submit" class="primary">
            Create
          </button>
          {error !== undefined && <ErrorNotice error={error} />}
        </form>
      )}
      {issued !== undefined && <IssuedKey issued={issued} />}
      {workspaces.error !== undefined && <ErrorNotice error={workspaces.error} onRetry={workspaces.reload} />}
      {workspaces.data === undefined ? (
        workspaces.error === undefined && <Skeleton />
      ) : (
        <div class="scroll" tabIndex={0} role="region" aria-label="Workspaces">
          <table class="data">
            <thead>
              <tr>
                <th>Name</th>
                <th>Id</th>
                <th>Created</th>
                <th>
                  <span class="hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {workspaces.data.data.map((workspace) => (
                <tr key={workspace.id}>
                  <td>
                    <Name workspace={workspace} onRename={(next) => void rename(workspace, next)} />
                  </td>
                  <td>
                    <code>{workspace.id}</code>
                  </td>
                  <td>
                    <Time at={workspace.created_at} />
                  </td>
                  <td>
                    {may('admin') && !workspace.id.startsWith('00000000-') && (
                      <span class="acts">
                        <button type="button" onClick={() => void createKey(workspace)}>
                          Create a key
                        </button>
                        <button type="button" class="danger" onClick={() => void erase(workspace)}>
                          Erase
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
      <ShowMore of={workspaces} />
    </>
  );
}

/** A name that is changed where it stands. */
function Name({ workspace: { name }, onRename }: { workspace: Workspace; onRename: (name: string) => void }) {
  const [draft, setDraft] = useState<string>();
  if (!may('admin')) return name;
  if (draft === undefined) {
    return (
      <button type="button" class="fact" aria-label={`Rename ${name}`} onClick={() => setDraft(name)}>
        {name}
      </button>
    );
  }
  return (
    <form
      class="inline"
      onSubmit={(event) => {
        event.preventDefault();
        if (draft.trim() !== name) onRename(draft.trim());
        setDraft(undefined);
      }}
    >
      <input
        aria-label={`New name of ${name}`}
        autofocus
        required
        maxLength={100}
        value={draft}
        onInput={({ currentTarget }) => setDraft(currentTarget.value)}
        onKeyDown={({ key }) => key === 'Escape' && setDraft(undefined)}
      />
      <button type="submit">Rename</button>
    </form>
  );
}
