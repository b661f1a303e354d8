import type { Target } from './attack.js';

/** API keys with `scopes` in a workspace that no other key is in. */
export async function keysOfAnotherWorkspace(target: Target, count: number, scopes: string[]): Promise<string[]> {
  const { id } = await create<{ id: string }>(target, '/api/v1/workspaces', { name: 'Another' });
  const key = { name: 'abuse', scopes, workspace_id: id };
  const keys = Array.from({ length: count }, () => create<{ key: string }>(target, '/api/v1/api-keys', key));
  return (await Promise.all(keys)).map((made) => made.key);
}

async function create<Answer>({ url, adminKey }: Target, path: string, body: object): Promise<Answer> {
  const headers = { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' };
  const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  if (response.status !== 201) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Answer;
}
