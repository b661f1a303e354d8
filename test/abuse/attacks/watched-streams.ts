import { setTimeout as sleep } from 'node:timers/promises';
import { silent } from '../../support/provider-responses.js';
import type { Attack } from '../attack.js';

const STREAMS = 1_000;
const FOR_MS = 10_000;

/** Each is a request that stays open, and asks the database for news. */
export const attack: Attack = {
  title: 'a key watches one run by 1,000 event streams',
  run: async (target) => {
    target.provider.script(silent);
    const headers = { authorization: `Bearer ${target.userKey}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ method: 'llm', filter: {} });
    const started = await fetch(`${target.url}/api/v1/qualification-runs`, { method: 'POST', headers, body });
    const { id } = (await started.json()) as { id: string };
    const signal = AbortSignal.timeout(FOR_MS);
    const statuses: number[] = [];
    const watch = async () => {
      const response = await fetch(`${target.url}/api/v1/qualification-runs/${id}/events`, { headers, signal });
      statuses.push(response.status);
      await response.text();
    };
    await Promise.allSettled(Array.from({ length: STREAMS }, watch));
    const wrong = statuses.filter((status) => ![200, 429, 503].includes(status));
    if (wrong.length > 0) throw new Error(`Answered with ${[...new Set(wrong)].join()}`);
    await sleep(100);
  },
};
