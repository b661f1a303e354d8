import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FileFormat, useLeadFiles } from '../support/lead-files.js';

type Json = ReturnType<typeof JSON.parse>;

const { service, clear, download, upload, listed, create, recordOutcome } = useLeadFiles();

/** What an import makes anew. */
const OWN = ['id', 'version', 'created_at', 'updated_at'];

const withoutOwn = (lead: Json) => Object.fromEntries(Object.entries(lead).filter(([name]) => !OWN.includes(name)));
const factsOf = (leads: Json[]) =>
  leads
    .map((lead) =>
      Object.fromEntries(
        Object.entries(withoutOwn(lead)).filter(([name]) => !/score|qualif|tier|status|stale|profile|win_/.test(name)),
      ),
    )
    .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

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
  it.each<FileFormat>(['csv', 'ndjson'])(
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
            if (end !== undefined) await recordOutcome(id, end);
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
