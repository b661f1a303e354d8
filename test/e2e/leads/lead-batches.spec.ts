import { describe, expect, it } from 'vitest';
import { brokenRules as rulesOf } from '../../support/failure.js';
import { longestTurn } from '../../support/longest-turn.js';
import { LeadClient, LEADS_PATH } from '../../support/lead-client.js';
import { useService } from '../../support/test-service.js';

const service = useService();

const { store, read, put } = new LeadClient(service);

const brokenRules = ({ body }: { body: unknown }): string[] => rulesOf(body as Parameters<typeof rulesOf>[0]);

describe('POST /batch', () => {
  const batch = (leads: unknown, query = '') => service.http.post(`${LEADS_PATH}/batch${query}`).send({ leads });
  const statusesOf = ({ body }: { body: { data: { status: string }[] } }) => body.data.map(({ status }) => status);

  it('stores all but the bad ones, in order, and says what is wrong with each of those', async () => {
    await store({ external_id: 'batch-0' });
    const response = await batch([
      { company_name: 'Acme', external_id: 'batch-1' },
      { company_name: '' },
      { company_name: 'Beta', external_id: 'batch-0' },
      'Acme',
      null,
      { company_name: 'Gamma', colour: 'red' },
      { company_name: 'Delta', external_id: 'batch-1' },
      { company_name: 'Epsilon', additional_data: { a: 1, gone: null } },
    ]);
    expect(response.status).toBe(200);
    const { data } = response.body as {
      data: { index: number; id: string | null; error: { error_code: string } | null }[];
    };
    expect(data.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(statusesOf(response)).toEqual([
      'created',
      'failed',
      'failed',
      'failed',
      'failed',
      'failed',
      'failed',
      'created',
    ]);
    expect(data.map(({ error }) => error?.error_code ?? null)).toEqual([
      null,
      'VALIDATION_ERROR',
      'LEAD_ALREADY_EXISTS',
      'VALIDATION_ERROR',
      'VALIDATION_ERROR',
      'VALIDATION_ERROR',
      'LEAD_ALREADY_EXISTS',
      null,
    ]);
    expect(data[6]?.error).toMatchObject({ details: { external_id: 'batch-1', lead_id: data[0]?.id } });
    expect(data.map(({ id }) => id === null)).toEqual(statusesOf(response).map((status) => status === 'failed'));
    expect((await read(data[7]!.id!)).additional_data).toEqual({ a: 1 });
  });

  it.each([['external_id'], ['contact_email']])('changes those that %s recognises', async (match) => {
    const keyOf = (name: string) => ({ [match]: `${name}@batch.example` });
    const stored = await store(keyOf('one'));
    const response = await batch(
      [
        { ...keyOf('one'), industry: 'Retail', additional_data: { a: 1 } },
        { ...keyOf('two'), company_name: 'Two' },
        { ...keyOf('one'), additional_data: { b: 2 } },
        { ...keyOf('three') },
        { company_name: 'Four' },
        { ...keyOf('two'), company_name: 'Two' },
      ],
      `?match=${match}`,
    );
    expect(statusesOf(response)).toEqual(['updated', 'created', 'updated', 'failed', 'failed', 'updated']);
    expect(await read(stored.id)).toMatchObject({ industry: 'Retail', additional_data: { a: 1, b: 2 }, version: 2 });
    expect((await read(response.body.data[5].id as string)).version).toBe(1);
  });

  it.each(['external_id', 'contact_email'])('writes 1,000 changes of one lead by its %s as one', async (match) => {
    const key = `often@${match.replace('_', '-')}.example`;
    const leads = Array.from({ length: 1_000 }, (_, index): Record<string, unknown> => ({
      ...{ [match]: match === 'contact_email' && index % 2 === 1 ? key.toUpperCase() : key },
      ...{
        company_name: 'Acme',
        additional_data: { [`n${index % 10}`]: index },
        notes: index % 3 === 0 ? null : `${index}`,
      },
    }));
    const start = performance.now();
    const response = await batch(leads, `?match=${match}`);
    expect(performance.now() - start).toBeLessThan(3_000);
    expect(statusesOf(response)).toEqual(['created', ...Array<string>(999).fill('updated')]);
    const data = response.body.data as { id: string }[];
    expect(new Set(data.map(({ id }) => id)).size).toBe(1);
    const lead = await read(data[0]!.id);
    expect(lead).toMatchObject({ notes: null, version: 1, [match]: leads[999]![match] });
    expect(lead.additional_data).toEqual(Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`n${n}`, 990 + n])));
    expect(statusesOf(await batch(leads.slice(990), `?match=${match}`))).toEqual(Array<string>(10).fill('updated'));
    expect(await read(lead.id)).toMatchObject({ additional_data: lead.additional_data });
  });

  it('lets one of several changes of a lead cost only itself', async () => {
    await store({ external_id: 'of another' });
    const email = 'several@batch.example';
    const large = { text: 'x'.repeat(9_000) };
    const leads = [
      { contact_email: email, notes: 'no company' },
      { contact_email: email, company_name: 'Acme', additional_data: { a: large } },
      { contact_email: email, additional_data: { b: large } },
      { contact_email: email, external_id: 'of another' },
      { contact_email: email, additional_data: { a: null, c: 1 } },
      { contact_email: email, additional_data: null },
      { contact_email: email, additional_data: { d: 1 } },
    ];
    const response = await batch(leads, '?match=contact_email');
    expect(statusesOf(response)).toEqual(['failed', 'created', 'failed', 'failed', 'updated', 'updated', 'updated']);
    const lead = await read(response.body.data[1].id as string);
    expect(lead).toMatchObject({ notes: null, external_id: null, additional_data: { d: 1 } });
  });

  it('takes addresses for one that differ only in how a language writes lower case', async () => {
    const addresses = ['ΑΣ@acme.example', 'ας@acme.example', 'ασ@acme.example', 'İ@acme.example', 'i@acme.example'];
    for (const round of [1, 2]) {
      const leads = addresses.map((contact_email) => ({ contact_email, company_name: 'Acme', notes: `${round}` }));
      const response = await batch([...leads, ...leads], '?match=contact_email');
      expect({ status: response.status, failed: statusesOf(response).includes('failed') }).toEqual({
        status: 200,
        failed: false,
      });
      for (const contact_email of addresses) {
        expect((await put('contact_email', { contact_email, notes: 'x' })).status).toBe(200);
      }
    }
  });

  it('lets one that the database refuses cost only itself', async () => {
    await store({ external_id: 'owned' });
    await store({ contact_email: 'a@owner.example' });
    const leads = [
      { contact_email: 'a@owner.example', external_id: 'owned' },
      { contact_email: 'b@owner.example', company_name: 'B' },
    ];
    const response = await batch(leads, '?match=contact_email');
    expect(statusesOf(response)).toEqual(['failed', 'created']);
    expect(response.body.data[0].error.error_code).toBe('LEAD_ALREADY_EXISTS');
  });

  it.each([[[]], [Array(1_001).fill({ company_name: 'Acme' })], ['Acme'], [null], [{}]])(
    'refuses a body whose leads are no list of 1 to 1,000',
    async (leads) => {
      expect(brokenRules(await batch(leads))).toEqual(['leads: list']);
    },
  );

  it('takes 1,000 leads as a CRM exports them, whose body is larger than that of one lead may be, and holds no other request up', async () => {
    const columns = Object.fromEntries(Array.from({ length: 25 }, (_, column) => [`column_${column}`, 'Some value']));
    const leadsOf = (run: number) =>
      Array.from({ length: 1_000 }, (_, index) => ({
        company_name: `Company ${run}-${index}`,
        contact_email: `zoe@company-${run}-${index}.example`,
        notes: 'Asked for a demo. '.repeat(40),
        additional_data: columns,
      }));
    const request = { method: 'POST', headers: { 'content-type': 'application/json' } };
    let held = Infinity;
    for (let run = 0; run < 3 && held > 50; run++) {
      const body = JSON.stringify({ leads: leadsOf(run) });
      expect(body.length).toBeGreaterThan(1024 * 1024);
      const sending = fetch(`${service.url}${LEADS_PATH}/batch`, { ...request, body });
      held = Math.min(held, await longestTurn(sending));
      const answer = await sending;
      expect(answer.status).toBe(200);
      const { data } = (await answer.json()) as { data: { status: string }[] };
      expect(data.filter(({ status }) => status === 'created')).toHaveLength(1_000);
    }
    expect(held).toBeLessThan(50);
    const leads = leadsOf(0);
    const body = JSON.stringify({ leads });
    expect((await fetch(`${service.url}${LEADS_PATH}`, { ...request, body })).status).toBe(413);
    const larger = JSON.stringify({ leads: [...leads, ...leads] });
    expect((await fetch(`${service.url}${LEADS_PATH}/batch`, { ...request, body: larger })).status).toBe(413);
  });

  it('gives a repeat the same answer, and many at the same moment store each lead once', async () => {
    const leads = Array.from({ length: 200 }, (_, index) => ({ company_name: 'Acme', external_id: `race-${index}` }));
    const calls = [1, 2, 3, 4].map((call) =>
      batch(call % 2 === 0 ? leads : leads.toReversed(), '?match=external_id').set('Idempotency-Key', `race-${call}`),
    );
    const answers = await Promise.all(calls);
    expect(answers.flatMap(statusesOf).filter((status) => status === 'created')).toHaveLength(200);
    expect(answers.flatMap(statusesOf).filter((status) => status === 'failed')).toHaveLength(0);
    const again = await batch(leads.toReversed(), '?match=external_id').set('Idempotency-Key', 'race-1');
    expect(again.body).toEqual(answers[0]!.body);
  });
});
