import type { Attack } from '../attack.js';

const CALLS = 1_000;
const NOWHERE = '01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f00';

/** Each refused call of an audited operation once left a row of its own, kept for ever. */
export const attack: Attack = {
  title: 'a key has a thousand deletions refused',
  run: async ({ url, userKey, adminKey }) => {
    const headers = { authorization: `Bearer ${userKey}` };
    const deletions = Array.from({ length: CALLS }, () =>
      fetch(`${url}/api/v1/leads/${NOWHERE}`, { method: 'DELETE', headers }),
    );
    const statuses = new Set((await Promise.all(deletions)).map(({ status }) => status));
    if (!statuses.has(404)) throw new Error(`Deletions answered ${[...statuses].join()}`);
    const admin = { authorization: `Bearer ${adminKey}` };
    const response = await fetch(`${url}/api/v1/audit-events?limit=100&action=lead.delete`, { headers: admin });
    const { data } = (await response.json()) as { data: { count: number }[] };
    // A minute may end meanwhile; how many calls were answered otherwise, the limits of the process decide.
    if (data.length > 2) throw new Error(`${data.length} events`);
  },
};
