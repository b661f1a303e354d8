import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useService } from '../../support/test-service.js';
import { type Answer, brokenRules, expectFailure, expectHealthy, rowCounts } from '../../support/failure.js';

const service = useService();
let leadId: string;
let before: Record<string, number>;

beforeAll(async () => {
  const { body } = await service.http.post('/api/v1/leads').send({ company_name: 'Acme' });
  leadId = body.id;
});

beforeEach(async () => {
  await service.database.query('DELETE FROM leads WHERE id <> $1', [leadId]);
  before = await rowCounts(service.database);
});

afterEach(async () => {
  expect(await rowCounts(service.database)).toEqual(before);
  const { body } = await service.http.get(`/api/v1/leads/${leadId}`);
  expect(body).toMatchObject({ company_name: 'Acme', notes: null, additional_data: null });
  await expectHealthy(service);
});

interface Sent {
  status: number;
  headers: Record<string, string>;
  body: { details: { errors: { field: string; rule: string }[] } };
}

/** Sends the same bytes as a new lead and as a change of the one there is. */
async function sendBoth(body: string | Buffer, type: string | null = 'application/json'): Promise<Sent[]> {
  const send = async (method: string, path: string): Promise<Sent> => {
    const headers = type === null ? {} : { 'content-type': type };
    const response = await fetch(service.url + path, { method, headers, body: body as string });
    const answer = (await response.json()) as Sent['body'];
    return { status: response.status, headers: Object.fromEntries(response.headers), body: answer };
  };
  return [await send('POST', '/api/v1/leads'), await send('PATCH', `/api/v1/leads/${leadId}`)];
}

async function expectBoth(body: string | Buffer, status: number, code: string, type?: string | null): Promise<Sent[]> {
  const answers = await sendBoth(body, type);
  for (const answer of answers) expectFailure(answer satisfies Answer, status, code);
  return answers;
}

describe('A body that is not valid JSON', () => {
  it.each([
    ['an open brace', '{'],
    ['a trailing comma', '{"company_name":"Acme",}'],
    ['single quotes', "{'company_name':'Acme'}"],
    ['two documents', '{"company_name":"Acme"}{}'],
    ['NaN', '{"company_name":NaN}'],
    ['a raw NUL byte', '{"company_name":"A\0me"}'],
    ['a raw line break in a string', '{"notes":"a\nb"}'],
    ['a byte order mark', '\ufeff{"company_name":"Acme"}'],
    ['a key twice', '{"company_name":"Acme","company_name":"Evil"}'],
    ['a key twice, once escaped', '{"company_name":"Acme","company\\u005fname":"Evil"}'],
    ['a nested key twice', '{"company_name":"Acme","additional_data":{"a":[{"b":1,"b":2}]}}'],
    ['a __proto__ key', '{"company_name":"Acme","__proto__":{"status":"qualified"}}'],
    ['an escaped __proto__ key', '{"company_name":"Acme","\\u005f_proto__":{}}'],
    ['a nested __proto__ key', '{"company_name":"Acme","additional_data":{"__proto__":{"a":1}}}'],
    ['100,000 open brackets', '['.repeat(100_000)],
    ['100,000 nested objects', `{"additional_data":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_001)}`],
  ])('%s is malformed', async (_what, text) => {
    await expectBoth(text, 400, 'MALFORMED_REQUEST');
  });

  it.each([
    ['an overlong slash', [0xc0, 0xaf]],
    ['a lone surrogate', [0xed, 0xa0, 0x80]],
    ['a cut character', [0xf0, 0x9f]],
    ['latin1', [0xe9]],
  ])('%s is no UTF-8, so malformed', async (_what, bytes) => {
    const body = Buffer.concat([Buffer.from('{"company_name":"'), Buffer.from(bytes), Buffer.from('"}')]);
    await expectBoth(body, 400, 'MALFORMED_REQUEST');
  });
});

describe('JSON that is no object', () => {
  it.each(['null', '[]', '[{"company_name":"Acme"}]', '"Acme"', '42', 'true', 'false', '0', '""'])(
    '%s is refused',
    async (text) => {
      for (const answer of await sendBoth(text)) {
        expect([400, 422]).toContain(answer.status);
        expectFailure(answer, answer.status, answer.status === 400 ? 'MALFORMED_REQUEST' : 'VALIDATION_ERROR');
      }
    },
  );
});

describe('Text that PostgreSQL cannot store, or that is invisible', () => {
  const cases: [string, string][] = [
    ['\\u0000', 'a NUL'],
    ['\\u0007', 'a bell'],
    ['\\u001b[31m', 'a terminal escape'],
    ['\\u0080', 'a C1 control'],
    ['\\ud800', 'a high surrogate alone'],
    ['\\udc00\\ud800', 'surrogates the wrong way round'],
  ];

  it.each(cases)('%s is refused in every text', async (escaped) => {
    const names = [
      'company_size',
      'industry',
      'contact_name',
      'contact_phone',
      'contact_title',
      'notes',
      'external_id',
    ];
    const fields = ['company_name', 'company_website', 'contact_email', ...names];
    const text = `{${fields.map((field) => `"${field}":"a${escaped}b"`).join(',')}}`;
    for (const { body } of await expectBoth(text, 422, 'VALIDATION_ERROR')) {
      const broken = new Set(body.details.errors.map(({ field }) => field));
      expect([...broken].sort()).toEqual([...fields].sort());
    }
  });

  it.each(cases)('%s is refused in the values and keys of additional_data', async (escaped) => {
    for (const json of [
      `{"a":"${escaped}"}`,
      `{"a":[{"b":["${escaped}"]}]}`,
      `{"${escaped}":1}`,
      `{"a":{"${escaped}":1}}`,
    ]) {
      const answers = await expectBoth(`{"company_name":"Acme","additional_data":${json}}`, 422, 'VALIDATION_ERROR');
      for (const { body } of answers) expect(brokenRules(body)).toEqual(['additional_data: json_object']);
    }
  });

  it.each(cases)('%s is refused as the name of a field', async (escaped) => {
    await expectBoth(`{"company_name":"Acme","x${escaped}":1}`, 422, 'VALIDATION_ERROR');
  });
});

describe('additional_data', () => {
  it.each(['[{}]', '1', 'true', '"{}"', '{"a":1e400}', '{"a":[{"b":-1e999}]}'])('%s is refused', async (json) => {
    for (const { body } of await expectBoth(
      `{"company_name":"Acme","additional_data":${json}}`,
      422,
      'VALIDATION_ERROR',
    )) {
      expect(brokenRules(body)).toEqual(['additional_data: json_object']);
    }
  });
});

describe('Names that every JavaScript object inherits', () => {
  it.each(['constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', 'isPrototypeOf', 'then'])(
    '%s is refused as a field like any other unknown one',
    async (name) => {
      for (const value of ['1', '{"prototype":{"status":"qualified"}}']) {
        for (const answer of await sendBoth(`{"company_name":"Acme","${name}":${value}}`)) {
          expect([400, 422]).toContain(answer.status);
        }
      }
      expect((await service.http.get(`/api/v1/leads?${name}=1`)).status).toBe(422);
    },
  );

  it.each(['constructor', 'prototype', 'toString', 'valueOf'])(
    'additional_data with the key %s is stored whole or refused, never stored in part',
    async (name) => {
      const data = { a: { [name]: 1 } };
      const { status, body } = await service.http.patch(`/api/v1/leads/${leadId}`).send({ additional_data: data });
      await service.database.query('UPDATE leads SET additional_data = NULL');
      if (status === 200) expect(body.additional_data).toEqual(data);
      else expect([400, 422]).toContain(status);
    },
  );

  it('__proto__ is refused in a query string', async () => {
    expect((await service.http.get('/api/v1/leads?__proto__=1')).status).toBe(422);
  });
});

describe('very many fields', () => {
  const fields = Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`field_${index}`, 1]));

  it('are refused quickly, and with an answer that is no longer than the request', async () => {
    const text = JSON.stringify({ company_name: 'Acme', ...fields });
    const start = performance.now();
    for (const answer of await sendBoth(text)) {
      expect([400, 422]).toContain(answer.status);
      expect(JSON.stringify(answer.body).length).toBeLessThan(text.length);
    }
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  it('are refused in additional_data as well', async () => {
    const start = performance.now();
    const text = JSON.stringify({ company_name: 'Acme', additional_data: fields });
    for (const answer of await sendBoth(text)) expect([400, 422]).toContain(answer.status);
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});

describe('media types', () => {
  const json = '{"company_name":"Acme"}';

  it.each([
    'text/plain',
    'text/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'application/octet-stream',
    'application/jsonp',
    'application/json;charset=utf-16',
    'application/json; charset=latin1',
    'nonsense',
    '/',
  ])('%s is refused', async (type) => {
    await expectBoth(json, 415, 'UNSUPPORTED_MEDIA_TYPE', type);
  });

  it('a body without a media type is refused', async () => {
    await expectBoth(Buffer.from(json), 415, 'UNSUPPORTED_MEDIA_TYPE', null);
  });
});
