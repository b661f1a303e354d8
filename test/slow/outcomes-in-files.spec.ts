import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { useLeadFiles } from '../support/lead-files.js';

type Json = ReturnType<typeof JSON.parse>;

const { service, download, upload, listed, create, recordOutcome } = useLeadFiles();

const outcomeOf = ({ outcome, outcome_at, outcome_value_usd, outcome_reason }: Json): Json[] => [
  ...[outcome, outcome_at, outcome_value_usd, outcome_reason],
];

describe('The outcomes in a file', () => {
  it.each([
    ['English', 'Outcome', 'Won', 'won'],
    ['Salesforce', 'Deal Stage', 'Closed Won', 'won'],
    ['HubSpot', 'Deal Stage', 'closedlost', 'lost'],
    ['German', 'Outcome', 'Gewonnen', 'won'],
    ['French', 'Outcome', 'Perdu', 'lost'],
    ['Spanish', 'Etapa del negocio', 'Cerrado ganado', 'won'],
    ['Portuguese', 'Outcome', 'Perdido', 'lost'],
    ['an open deal', 'Outcome', 'Open', null],
    ['another stage', 'Deal Stage', 'Negotiation', null],
    ['nothing', 'Outcome', '', null],
  ])('are read: %s', async (_, column, word, expected) => {
    const { counts, rejects } = await upload(`Company,${column}\nAcme,${word}\n`);
    expect([counts.created, rejects]).toEqual([1, []]);
    const [stored] = await listed();
    expect(stored.outcome).toBe(expected);
    expect(stored.additional_data).toEqual(word === 'Negotiation' ? { 'Deal Stage': 'Negotiation' } : null);
  });

  it('have a date, a value and a reason', async () => {
    await upload(
      'Company;Outcome;Close Date;Outcome Value;Lost Reason\nA;lost;31.01.2026;"$12,500.50";Too late\nB;;31.01.2099;7;x\n',
    );
    const [a, b] = await listed();
    expect(outcomeOf(a)).toEqual(['lost', '2026-01-31T00:00:00.000Z', '12500.50', 'Too late']);
    expect(outcomeOf(b)).toEqual([null, null, null, null]);
    expect(b.additional_data).toEqual({ 'Close Date': '31.01.2099', 'Outcome Value': '7', 'Lost Reason': 'x' });
    expect((await service.http.get(`/api/v1/leads/${a.id}/outcomes`)).body.data).toMatchObject([
      { value_usd: '12500.50' },
    ]);
  });

  it.each([
    ['another word', 'outcome', 'maybe'],
    ['both', 'outcome', 'won, lost'],
    ['a day ahead', 'outcome_at', '2999-01-01'],
    ['a day that may be two', 'outcome_at', '01/02/2026'],
    ['no day', 'outcome_at', '2026-02-30'],
    ['no number', 'outcome_value_usd', 'NaN'],
    ['a negative value', 'outcome_value_usd', '-5'],
    ['another currency', 'outcome_value_usd', '5 €'],
    ['too much', 'outcome_value_usd', '1e15'],
    ['a long reason', 'outcome_reason', 'x'.repeat(501)],
  ])('are refused with the row where they are %s, and the row comes back to be mended', async (_, column, bad) => {
    const cells = {
      company_name: 'Acme',
      outcome: 'won',
      outcome_at: '',
      outcome_value_usd: '',
      outcome_reason: '',
      [column]: bad,
    };
    const file = [Object.keys(cells), Object.values(cells).map((cell) => `"${cell}"`)]
      .map((row) => row.join(','))
      .join('\n');
    const { id, counts, rejects } = await upload(file);
    expect(counts).toMatchObject({ created: 0, rejected: 1 });
    expect(rejects).toMatchObject([{ line: 2, column, code: 'INVALID_VALUE' }]);
    const refused = await (await fetch(`${service.url}/api/v1/imports/${id}/rejects.csv`)).text();
    expect(refused).toContain(bad.replace(/^-/, "'-"));
  });

  it('change a lead that is stored, and say so; what a file does not say stays', async () => {
    const { id } = await create({ company_name: 'Acme', contact_email: 'a@acme.example' });
    await recordOutcome(id, { outcome: 'won', at: '2026-01-01', value_usd: '5', reason: 'Price' });
    const file = (rest: string) => `Company,Email,Outcome,Outcome Reason\nAcme,a@acme.example,${rest}\n`;
    expect((await upload(file('won,'))).counts).toMatchObject({ updated: 0, unchanged: 1 });
    const [dry, wet] = [await upload(file('lost,Gone'), 'csv', '?dry_run=true'), await upload(file('lost,Gone'))];
    for (const { counts } of [dry, wet]) expect(counts).toMatchObject({ updated: 1, unchanged: 0 });
    expect(dry.preview).toMatchObject([{ outcome: 'lost', outcome_reason: 'Gone' }]);
    expect(outcomeOf((await listed())[0])).toEqual(['lost', expect.any(String), null, 'Gone']);
    const { data } = (await service.http.get(`/api/v1/leads/${id}/outcomes`)).body;
    expect(data).toMatchObject([{ outcome: 'lost' }, { outcome: 'won', reason: 'Price' }]);
  });

  it('are those of the last row of a lead, and of none that is skipped', async () => {
    await upload('external_id,Company,Outcome\n1,A,won\n1,A,lost\n');
    expect((await listed())[0].outcome).toBe('lost');
    expect((await upload('external_id,Company,Outcome\n1,A,won\n', 'csv', '?on_duplicate=skip')).counts).toMatchObject({
      unchanged: 1,
    });
    expect((await listed())[0].outcome).toBe('lost');
  });
});

describe('A webhook', () => {
  afterEach(async () => {
    await service.database.query('DELETE FROM webhooks');
  });
  const told = () => service.database.query<Json>('SELECT type, data FROM webhook_deliveries ORDER BY position');

  it('is told of outcomes, over whichever way they come, without the reason, and of no other change then', async () => {
    const { id } = await create({ company_name: 'Acme', external_id: randomUUID() });
    const webhook = { url: 'https://hooks.example/x', events: ['lead.outcome', 'lead.updated'] };
    await service.http.post('/api/v1/webhooks').send(webhook).expect(201);
    await recordOutcome(id, { outcome: 'won', at: '2026-01-01', value_usd: '5', reason: 'Jane liked it' });
    await recordOutcome(id, { outcome: 'won', at: '2026-01-01', value_usd: '5', reason: 'Jane liked it' });
    await service.http.put('/api/v1/leads/outcome').send({ ids: [id], outcome: 'lost', at: '2026-01-02' });
    await upload((await download()).replace(',lost,', ',won,'));
    await service.http.delete(`/api/v1/leads/${id}/outcome`);
    const events = await told();
    expect(events.map(({ type, data }) => [type, data.outcome.outcome, data.outcome.value_usd])).toEqual([
      ['lead.outcome', 'won', '5.00'],
      ['lead.outcome', 'lost', null],
      ['lead.outcome', 'won', null],
      ['lead.outcome', null, null],
    ]);
    expect(events[0].data).toMatchObject({ lead: { id }, outcome: { at: '2026-01-01T00:00:00.000Z' } });
    expect(JSON.stringify(events)).not.toContain('Jane');
  });
});
