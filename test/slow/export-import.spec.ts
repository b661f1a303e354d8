import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { useService } from '../support/test-service.js';

const service = useService({ IMPORT_BATCH_ROWS: '7' });

type Json = ReturnType<typeof JSON.parse>;

const FORMATS = { csv: 'text/csv', ndjson: 'application/x-ndjson' } as const;
type Format = keyof typeof FORMATS;
/** What an import makes anew. */
const OWN = ['id', 'version', 'created_at', 'updated_at'];

async function download(query = '', format: Format = 'csv'): Promise<string> {
  return (await fetch(`${service.url}/api/v1/leads/export.${format}${query}`)).text();
}

async function upload(file: string, format: Format = 'csv', query = '?wait=60'): Promise<Json> {
  const response = await fetch(`${service.url}/api/v1/imports${query}`, {
    method: 'POST',
    headers: { 'content-type': FORMATS[format] },
    body: file,
  });
  return response.json();
}

const listed = async (query = ''): Promise<Json[]> =>
  (await service.http.get(`/api/v1/leads?limit=100&sort=company_name${query}`)).body.data;
const create = async (lead: object): Promise<Json> => (await service.http.post('/api/v1/leads').send(lead)).body;
const say = (id: string, outcome: object) => service.http.put(`/api/v1/leads/${id}/outcome`).send(outcome);
const outcomeOf = ({ outcome, outcome_at, outcome_value_usd, outcome_reason }: Json): Json[] => [
  ...[outcome, outcome_at, outcome_value_usd, outcome_reason],
];
const withoutOwn = (lead: Json) => Object.fromEntries(Object.entries(lead).filter(([name]) => !OWN.includes(name)));
const factsOf = (leads: Json[]) =>
  leads
    .map((lead) =>
      Object.fromEntries(
        Object.entries(withoutOwn(lead)).filter(([name]) => !/score|qualif|tier|status|stale|profile|win_/.test(name)),
      ),
    )
    .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

async function clear(): Promise<void> {
  await service.database.query('DELETE FROM imports');
  await service.database.query('DELETE FROM leads');
}

beforeEach(clear);

/** Texts that spreadsheets, CSV and JSON treat in ways of their own. */
const PIECES = [
  ...[
    '=',
    '+',
    '-',
    '@',
    '|',
    '%',
    "'",
    '"',
    '""',
    ',',
    ';',
    '\t',
    '\n',
    '\r\n',
    ' ',
    '\\',
    '\\n',
    '{',
    '}',
    '[1]',
    ':',
    'n/a',
  ],
  ...[
    'null',
    'true',
    '0',
    '007',
    '1e5',
    '12.50',
    '2026-01-02',
    '=1+1',
    '漢字',
    '株式会社',
    'שלום',
    'مرحبا',
    '\u202Eabc',
    'é',
    'e\u0301',
  ],
  ...[
    '🙂',
    '\u00A0',
    '\uFEFF',
    'won',
    'a',
    'Acme',
    '﹤',
    '＝1',
    '\u2028',
    '#REF!',
    '<b>',
    '&amp;',
    '$1',
    '%s',
    '__proto__',
    '\u200D',
  ],
];
const text = (max: number) =>
  fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: max }).map((all) => all.join(''));
const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 2 },
    text(4),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    // In an import, as in a change, `null` stands for a field that is not there.
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(text(2), tie('value'), { maxKeys: 3 }),
  ),
})).value;
const optional = <Value>(one: fc.Arbitrary<Value>) => fc.option(one, { nil: undefined });
const lead = fc.record({
  company_name: text(5),
  company_size: optional(text(3)),
  industry: optional(text(3)),
  contact_name: optional(text(4)),
  contact_email: optional(
    fc.constantFrom('a@x.example', 'B@x.example', 'o’neil+=x@y.example', "o'n@y.example", 'ü@z.example'),
  ),
  contact_phone: optional(fc.constantFrom('+49 30 1234567', '(030) 12345-67', '=+49 30 12', '00 49 30 1234567 ext. 3')),
  contact_title: optional(text(4)),
  company_website: optional(fc.constantFrom('x.example', 'https://x.example/?a=1,2&b="c"', 'http://münchen.example')),
  contact_linkedin_url: optional(fc.constantFrom('in/dana', 'https://www.linkedin.com/in/d%C3%A4na')),
  country: optional(fc.constantFrom('NA', 'NO', 'DE', 'Germany')),
  source: optional(text(3)),
  notes: optional(text(12)),
  external_id: optional(text(3)),
  additional_data: optional(fc.dictionary(text(3), value, { maxKeys: 5 })),
});
const outcome = fc.option(
  fc.record({
    outcome: fc.constantFrom('won', 'lost'),
    at: optional(fc.constantFrom('2026-01-02', '2025-12-31T23:59:59.999Z', '0001-01-01')),
    value_usd: optional(fc.constantFrom('0', '0.1', '12500.00', '999999999999.99')),
    reason: optional(text(5)),
  }),
  { nil: undefined },
);

describe('An export of leads', () => {
  it.each<Format>(['csv', 'ndjson'])(
    'as %s comes back as it was, to where it is from and to where nothing is',
    async (format) => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(lead, outcome), { minLength: 1, maxLength: 12 }), async (all) => {
          await clear();
          let count = 0;
          for (const [body, end] of all) {
            const { id } = await create(body);
            if (id === undefined) continue;
            count++;
            if (end !== undefined) await say(id, end);
            if (count % 3 === 0) await service.http.post(`/api/v1/leads/${id}/qualify`).send({});
          }
          const before = await listed();
          const file = await download('', format);
          const same = await upload(file, format);
          expect(same.rejects).toEqual([]);
          if (count > 0)
            expect(same.counts).toEqual({ read: count, created: 0, updated: 0, unchanged: count, rejected: 0 });
          expect(await listed()).toEqual(before);
          await clear();
          const anew = await upload(file, format, '?wait=60&again=true');
          expect(anew.rejects).toEqual([]);
          expect(factsOf(await listed())).toEqual(factsOf(before));
        }),
        { numRuns: 8, seed: 8 },
      );
    },
    120_000,
  );

  it('names the columns of scores as left out', async () => {
    await create({ company_name: 'Acme' });
    const { mapping } = await upload(await download());
    expect(mapping).toMatchObject({
      company_name: 'company_name',
      outcome: 'outcome',
      outcome_reason: 'outcome_reason',
    });
    for (const name of [
      'id',
      'status',
      'version',
      'qualification_score',
      'company_fit_points',
      'stale_reason',
      'created_at',
    ]) {
      expect([name, mapping[name]]).toEqual([name, null]);
    }
  });

  it('of leads that share an address comes back as many', async () => {
    for (let count = 0; count < 20; count++)
      await create({ company_name: `Acme ${count}`, contact_email: 'all@acme.example' });
    const file = await download();
    await clear();
    expect((await upload(file)).counts).toMatchObject({ created: 20, updated: 0, rejected: 0 });
    expect(await listed()).toHaveLength(20);
  });
});

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
    await say(id, { outcome: 'won', at: '2026-01-01', value_usd: '5', reason: 'Price' });
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
    await say(id, { outcome: 'won', at: '2026-01-01', value_usd: '5', reason: 'Jane liked it' });
    await say(id, { outcome: 'won', at: '2026-01-01', value_usd: '5', reason: 'Jane liked it' });
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
