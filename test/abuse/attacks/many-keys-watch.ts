import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { silent } from '../../support/provider-responses.js';
import type { Attack } from '../attack.js';
import { keysOfAnotherWorkspace } from '../other-workspace.js';

const KEYS = 3;
/** As many as a key may have. */
const STREAMS = 512;
const FOR_MS = 8_000;

/** Three keys once took all requests that may be in flight, and everybody else got 503. */
export const attack: Attack = {
  title: 'three keys of another workspace watch a run by as many event streams as each may have',
  run: async (target) => {
    target.provider.script(silent);
    const keys = await keysOfAnotherWorkspace(target, KEYS, ['leads:read', 'leads:write']);
    const headersOf = (key: string) => ({ authorization: `Bearer ${key}`, 'content-type': 'application/json' });
    const create = async (path: string, body: object) => {
      const init = { method: 'POST', headers: headersOf(keys[0]!), body: JSON.stringify(body) };
      return (await (await fetch(target.url + path, init)).json()) as { id: string };
    };
    const lead = await create('/api/v1/leads', { company_name: 'Acme' });
    const { id } = await create('/api/v1/qualification-runs', { method: 'llm', lead_ids: [lead.id] });
    const path = `${target.url}/api/v1/qualification-runs/${id}/events`;
    const signal = AbortSignal.timeout(FOR_MS);
    const statuses = new Set<number>();
    const watch = async (key: string) => {
      const response = await fetch(path, { headers: headersOf(key), signal });
      statuses.add(response.status);
      await response.text();
    };
    await Promise.allSettled(keys.flatMap((key) => Array.from({ length: STREAMS }, () => watch(key))));
    expect([...statuses].filter((status) => status !== 200 && status !== 429)).toEqual([]);
    await sleep(100);
  },
};
