import { describe, expect, it } from 'vitest';
import { useReplica, useService } from '../support/test-service.js';

const LEADS = 10_000;
const CHANGED = 100;
const AT_ONCE = 1_000;

const one = useService();
const other = useReplica(one);

interface Item {
  index: number;
  id: string;
  status: string;
  error: object | null;
}

interface Row {
  externalId: string;
  version: number;
  updatedAt: Date;
}

const leadOf = (number: number) => ({
  external_id: `crm-${number}`,
  company_name: `Company ${number}`,
  company_website: `https://company-${number}.example`,
  company_size: '50-200',
  industry: number % 3 === 0 ? 'Software' : 'Retail',
  contact_name: 'Zoë Müller',
  contact_email: `zoe.mueller@company-${number}.example`,
  contact_phone: '+49 30 1234567',
  country: 'DE',
  notes: 'Asked for a demo;\nbudget approved.',
  additional_data: { owner: { id: number, name: 'Kim' }, tags: ['a', 'b'], amount: 12.5, empty: '' },
});

/** Every hundredth lead has another title at the second time. */
const isChanged = (number: number) => number % (LEADS / CHANGED) === 0;
const laterLeadOf = (number: number) =>
  isChanged(number) ? { ...leadOf(number), contact_title: 'VP of Sales' } : leadOf(number);

/** Sends all leads in batches, by turns to both replicas, two batches at the same moment. */
async function sync(lead: (number: number) => object): Promise<Item[]> {
  const leads = Array.from({ length: LEADS }, (_, number) => lead(number));
  const items: Item[] = [];
  for (let start = 0; start < LEADS; start += 2 * AT_ONCE) {
    const answers = await Promise.all(
      [one, other].map(({ url }, turn) => {
        const from = start + turn * AT_ONCE;
        return fetch(`${url}/api/v1/leads/batch?match=external_id`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ leads: leads.slice(from, from + AT_ONCE) }),
        });
      }),
    );
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      items.push(...((await answer.json()) as { data: Item[] }).data);
    }
  }
  return items;
}

const stored = (): Promise<Row[]> =>
  one.database.query<Row>(
    `SELECT external_id AS "externalId", version, updated_at AS "updatedAt" FROM leads
     ORDER BY substr(external_id, 5)::int`,
  );

const countOf = (items: Item[], status: string) => items.filter((item) => item.status === status).length;

describe('a client that syncs 10,000 leads twice, the second time with changes in 100', () => {
  it('ends with 10,000 leads, 100 of them changed, and sees no error', async () => {
    const first = await sync(leadOf);
    expect([countOf(first, 'created'), first.filter(({ error }) => error !== null)]).toEqual([LEADS, []]);
    expect(first.map(({ index }) => index)).toEqual(Array.from({ length: LEADS }, (_, number) => number % AT_ONCE));
    const before = await stored();
    expect(before).toHaveLength(LEADS);

    const second = await sync(laterLeadOf);
    expect([countOf(second, 'updated'), second.filter(({ error }) => error !== null)]).toEqual([LEADS, []]);
    expect(second.map(({ id }) => id)).toEqual(first.map(({ id }) => id));
    const after = await stored();
    expect(after).toHaveLength(LEADS);
    const written = after.filter(({ version }) => version > 1).map(({ externalId }) => externalId);
    expect(written).toEqual(before.map(({ externalId }) => externalId).filter((_, number) => isChanged(number)));
    expect(after.filter((_, number) => !isChanged(number))).toEqual(before.filter((_, number) => !isChanged(number)));
  }, 120_000);

  it('leaves everything as it is when both replicas get the same leads once more at the same moment', async () => {
    const before = await stored();
    const leads = Array.from({ length: AT_ONCE }, (_, number) => laterLeadOf(number));
    const answers = await Promise.all(
      [one, other, one, other].map(({ url }, turn) =>
        fetch(`${url}/api/v1/leads/batch?match=${turn < 2 ? 'external_id' : 'contact_email'}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ leads: turn % 2 === 0 ? leads : leads.toReversed() }),
        }),
      ),
    );
    for (const answer of answers) {
      const { data } = (await answer.json()) as { data: Item[] };
      expect([answer.status, countOf(data, 'updated')]).toEqual([200, AT_ONCE]);
    }
    expect(await stored()).toEqual(before);
  }, 60_000);
});
