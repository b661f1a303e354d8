import { useState } from 'preact/hooks';
import { api, dataOf, type Schemas } from '../api/client';
import type { ApiError } from '../api/errors';
import { may } from '../app/session-state';
import { confirm } from '../ui/dialog';
import { ErrorNotice, Skeleton } from '../ui/notice';
import { Time } from '../ui/time';
import { complain, say } from '../ui/toast';
import { asApiError } from '../ui/use-resource';
import { usePages } from './use-pages';

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
      say(`${name} is created. Make an API key for it over the API, with its id as workspace_id.`);
      setName('');
      workspaces.reload();
    } catch (failure) {
      setError(asApiError(failure));
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
                  <td>{workspace.name}</td>
                  <td>
                    <code>{workspace.id}</code>
                  </td>
                  <td>
                    <Time at={workspace.created_at} />
                  </td>
                  <td>
                    {may('admin') && !workspace.id.startsWith('00000000-') && (
                      <button type="button" class="danger" onClick={() => void erase(workspace)}>
                        Erase
                      </button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {workspaces.isMore && (
        <button type="button" onClick={workspaces.more}>
          Show more
        </button>
      )}
    </>
  );
}
