import { describe, expect, it } from 'vitest';
import { useFieldChecks } from '../../support/field-checks.js';
import { brokenRules } from '../../support/failure.js';

const TEXT_LIMITS: Record<string, number> = {
  company_name: 255,
  company_size: 100,
  industry: 200,
  contact_name: 255,
  contact_phone: 50,
  contact_title: 200,
  source: 100,
  notes: 10_000,
  external_id: 255,
};
const OPTIONAL = [
  'company_website',
  'company_size',
  'industry',
  'contact_name',
  'contact_email',
  'contact_phone',
  'contact_title',
  'contact_linkedin_url',
  'country',
  'source',
  'notes',
  'external_id',
  'additional_data',
];

const { service, create, leadCount, expectInvalid } = useFieldChecks();

describe('lengths are counted in code points, as PostgreSQL counts them', () => {
  const units: [string, string][] = [
    ['letters', 'x'],
    ['emoji', '\u{1F600}'],
    ['umlauts', '\u00fc'],
    ['letters with two marks', 'q\u0301'],
    ['variation selectors', '\ufe0f'],
    ['noncharacters', '\uffff'],
  ];

  it.each(units)('%s are accepted up to the limit of each field and no further', async (_what, unit) => {
    for (const [field, limit] of Object.entries(TEXT_LIMITS)) {
      const text = `a${unit.repeat((limit - 2) / Array.from(unit).length)}z`.padEnd(limit, 'z');
      const created = await create({ [field]: text });
      expect({ field, status: created.status, value: created.body[field] }).toEqual({
        field,
        status: 201,
        value: text,
      });
      await service.database.query('DELETE FROM leads');
      await expectInvalid({ [field]: `${text}z` }, [`${field}: text`]);
    }
  });

  it('an emoji with its variation selector counts as two', async () => {
    const name = '\u2764\ufe0f'.repeat(127);
    expect((await create({ company_name: `${name}x` })).status).toBe(201);
    await service.database.query('DELETE FROM leads');
    await expectInvalid({ company_name: `${name}xy` }, ['company_name: text']);
  });

  it('e-mail addresses and websites have limits too', async () => {
    const website = (length: number) => `https://acme.example/${'a'.repeat(length - 21)}`;
    expect((await create({ company_website: website(500) })).body.company_website).toHaveLength(500);
    await service.database.query('DELETE FROM leads');
    await expectInvalid({ company_website: website(501) }, ['company_website: text']);
    const { status, body } = await create({
      contact_email: `a@${'b'.repeat(60)}.${`${'c'.repeat(60)}.`.repeat(4)}example`,
    });
    expect(status).toBe(422);
    expect(brokenRules(body)).toContain('contact_email: text');
  });
});

describe('texts', () => {
  it('are trimmed of all white space of Unicode', async () => {
    const { body } = await create({ company_name: ' \t\u00a0\u2003Acme\u3000\ufeff\r\n', notes: '\n a\n\tb \n' });
    expect(body).toMatchObject({ company_name: 'Acme', notes: 'a\n\tb' });
  });

  it.each(OPTIONAL)('%s may be absent, null or empty', async (field) => {
    for (const value of [undefined, null, '']) {
      const { status, body } = await create({ [field]: value });
      expect({ status, value: body[field] }).toEqual({ status: 201, value: null });
    }
  });

  it.each([[undefined], [null], [''], ['   '], ['\n\t']])('company_name may not be %j', async (name) => {
    await expectInvalid({ company_name: name }, ['company_name: text']);
  });

  it('keep tabs and line breaks in notes alone', async () => {
    expect((await create({ notes: 'a\tb\r\nc' })).body.notes).toBe('a\tb\nc');
    for (const field of Object.keys(TEXT_LIMITS).filter((name) => name !== 'notes')) {
      expect((await create({ [field]: 'a\r\n\tb' })).body[field]).toBe('a b');
    }
  });

  it.each([
    'n/a',
    '-',
    '--None--',
    'Select',
    '#N/A',
    '(blank)',
    'keine Angabe',
    'non renseign\u00e9',
    '\u4e0d\u660e',
    '.',
  ])('%s is absent in every optional field', async (placeholder) => {
    const { status, body } = await create(Object.fromEntries(OPTIONAL.map((field) => [field, placeholder])));
    expect(status).toBe(201);
    for (const field of OPTIONAL) expect([field, body[field]]).toEqual([field, null]);
  });

  it('are numbers too, as ids and sizes are in other systems', async () => {
    const { body } = await create({
      company_name: 1000,
      company_size: 250,
      external_id: 4711,
      contact_phone: 49301234,
    });
    expect(body).toMatchObject({
      ...{ company_name: '1000', company_size: '250', external_id: '4711', contact_phone: '49301234' },
    });
  });

  it('keep every digit of a number that a double cannot hold', async () => {
    const json =
      '{"company_name":"Acme","external_id":12345678901234567890,' +
      '"additional_data":{"id":12345678901234567890,"ratio":0.12345678901234567890,"big":100000000000000000000,"n":1.50}}';
    const { body } = await service.http.post('/api/v1/leads').type('json').send(json);
    expect(body).toMatchObject({
      external_id: '12345678901234567890',
      additional_data: { id: '12345678901234567890', ratio: '0.12345678901234567890', big: 1e20, n: 1.5 },
    });
  });

  it('keep what means something to HTML and SQL as it is', async () => {
    const text = `<b>"O'Reilly"</b>; DROP TABLE leads; -- \\ $1 %s \${x}`;
    const { body } = await create({ company_name: text, notes: text });
    expect(body).toMatchObject({ company_name: text, notes: text });
  });
});

describe('types', () => {
  it('other than texts and numbers are refused: each field of a wrong type is named', async () => {
    const texts = [...Object.keys(TEXT_LIMITS), 'company_website', 'contact_email'].sort();
    for (const value of [true, [false], [[]], ['a'], {}, { length: 1 }]) {
      // An answer names ten fields.
      for (const fields of [texts.slice(0, 6), texts.slice(6)]) {
        const { status, body } = await create(Object.fromEntries(fields.map((field) => [field, value])));
        expect(status).toBe(422);
        const named = new Set(brokenRules(body).filter((rule) => rule.endsWith(': text')));
        expect([...named].filter((rule) => rule !== 'company_name: text')).toEqual(
          fields.filter((field) => field !== 'company_name').map((field) => `${field}: text`),
        );
      }
    }
    expect(await leadCount()).toBe(0);
  });

  it.each([false, []])('of %j say that a field is empty, as Odoo and PHP do', async (nothing) => {
    const { company_name, ...optional } = Object.fromEntries(Object.keys(TEXT_LIMITS).map((field) => [field, nothing]));
    const more = { company_website: nothing, contact_email: nothing, country: nothing, additional_data: nothing };
    const { status, body } = await create({ company_name: 'Acme', ...optional, ...more });
    expect(status).toBe(201);
    for (const field of Object.keys({ ...optional, ...more })) expect(body[field]).toBeNull();
    const filled = await create({ company_name: 'Acme', notes: 'x', additional_data: { a: nothing } });
    expect(filled.body.additional_data).toEqual({ a: nothing });
    const changed = await service.http.patch(`/api/v1/leads/${filled.body.id}`).send({ notes: nothing });
    expect(changed.body.notes).toBeNull();
    expect(brokenRules((await create({ company_name })).body)).toEqual(['company_name: text']);
  });

  it.each([
    'id',
    'status',
    'qualification_score',
    'workspace_id',
    'created_at',
    'companyName',
    'Company_Name',
    'company_name ',
    '',
    '$1',
  ])('a field "%s" is unknown', async (field) => {
    await expectInvalid({ [field]: 'x' }, [`${field}: whitelist_validation`]);
  });

  it('every broken rule of every field is reported at once', async () => {
    await expectInvalid({ company_name: '', company_size: true, nonsense: 1, industry: 'x'.repeat(201) }, [
      'company_name: text',
      'company_size: text',
      'industry: text',
      'nonsense: whitelist_validation',
    ]);
  });
});
