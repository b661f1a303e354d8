import type { Attack, Target } from '../attack.js';

const MEBIBYTE = 1024 * 1024;
const LIST_ITEMS = 120_000;

/** Bodies that are cheap to send, and were expensive to check: the form of an address, lists, and lists of nothing. */
export const attack: Attack = {
  title: 'keys send fields, lists and bodies of 1 MB that break every rule',
  run: async (target) => {
    const { userKey, adminKey } = target;
    const emails = ['a@'.padEnd(300_000, '.') + '@', 'a@'.padEnd(MEBIBYTE - 1_000, '.@'), `${'a.'.repeat(400_000)}@a`];
    for (const contact_email of emails) {
      await refused(target, userKey, 'POST', '/api/v1/leads', { company_name: 'Acme', contact_email });
    }
    const scopes = Array.from({ length: LIST_ITEMS }, (_, n) => `s${n}`);
    await refused(target, adminKey, 'POST', '/api/v1/api-keys', { name: 'x', scopes });
    await refused(target, adminKey, 'PUT', '/api/v1/scoring-profile', {
      company_sizes: Array.from({ length: LIST_ITEMS / 2 }, () => ({})),
    });
    const unknown = Object.fromEntries(Array.from({ length: 990 }, (_, n) => [`unknown${n}`, n]));
    await refused(target, adminKey, 'PUT', '/api/v1/scoring-profile', { conditions: Array(20).fill(unknown) });
    const many = Array.from({ length: 25 }, () => {
      return refused(target, userKey, 'POST', '/api/v1/leads', Array(MEBIBYTE / 2 - 10).fill(1));
    });
    await Promise.all(many);
  },
};

async function refused({ url }: Target, key: string, method: string, path: string, body: unknown): Promise<void> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const response = await fetch(url + path, { method, headers, body: JSON.stringify(body) });
  const text = await response.text();
  if (![400, 413, 422].includes(response.status)) throw new Error(`${path} answered ${response.status}`);
  if (text.length > 10_000) throw new Error(`${path} answered with ${text.length} characters`);
}
