import { describe, expect, it } from 'vitest';
import { redact } from './log-redaction.js';

const SECRET = 'hunter2';

describe('redact', () => {
  it.each([
    'authorization',
    'Authorization',
    'proxy-authorization',
    'x-api-key',
    'X-API-Key',
    'api_key',
    'apiKey',
    'CEREBRAS_API_KEY',
    'cookie',
    'set-cookie',
    'password',
    'PGPASSWORD',
    'client_secret',
    'accessToken',
    'email',
    'contact_email',
    'contactEmail',
    'phone',
    'contact_phone',
    'contact_name',
    'notes',
    'additional_data',
    'pwd',
    'dbPwd',
    'SMTP_PASS',
    'secretKey',
    'secret_key',
    'secret-key',
    'AWS_SECRET_ACCESS_KEY',
    'private_key',
    'privateKey',
    'private-key-pem',
    'signingKey',
    'encryption_key',
    'credentials',
    'jwt',
    'auth',
    'passcode',
    'password2',
    'refresh_tokens',
    'connectionString',
    'Ocp-Apim-Subscription-Key',
  ])('redacts the value of %s at any depth', (name) => {
    const found = redact({ a: [{ b: new Map([['c', { [name]: SECRET }]]) }], [name]: { deeper: [SECRET] } });
    expect(JSON.stringify(found)).not.toContain(SECRET);
    expect(found).toMatchObject({ [name]: '[redacted]' });
  });

  it('redacts entries of maps, sets and headers by their names', () => {
    const found = redact({
      map: new Map<string, unknown>([
        ['password', SECRET],
        ['deeper', new Map([['private_key', { pem: SECRET }]])],
      ]),
      set: new Set([['pwd', SECRET]]),
      headers: new Headers({ 'x-auth-token': SECRET, accept: 'text/html' }),
      query: new URLSearchParams({ token: SECRET, q: 'lead' }),
      raw: ['Host', 'localhost', 'X-Auth-Token', SECRET, 'Context7-Api-Key', SECRET],
      fields: ['secret_key', 'contact_phone'],
    });
    expect(found).toEqual({
      map: [
        ['password', '[redacted]'],
        ['deeper', [['private_key', '[redacted]']]],
      ],
      set: [['pwd', '[redacted]']],
      headers: [
        ['accept', 'text/html'],
        ['x-auth-token', '[redacted]'],
      ],
      query: [
        ['token', '[redacted]'],
        ['q', 'lead'],
      ],
      raw: ['Host', 'localhost', 'X-Auth-Token', '[redacted]', 'Context7-Api-Key', '[redacted]'],
      fields: ['secret_key', 'contact_phone'],
    });
  });

  it('leaves other names alone, and shows whether there was a value', () => {
    const facts = {
      context: 'Main',
      api_key_id: '01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f00',
      total_tokens: 12,
      author: 'Dana',
      bypass: 'yes',
      primary_key: 'id',
      max_tokens: 5,
      key: 'x',
      status: 200,
      contact_email: null,
      notes: undefined,
      password: true,
      big: 5n,
      at: new Date(0),
    };
    expect(redact(facts)).toEqual({ ...facts, big: '5' });
  });

  it('redacts what has the form of a secret, in values, names and lists', () => {
    expect(
      redact({
        text: 'requested by dana@acme.example',
        'dana@acme.example': ['Bearer abc', new Set(['+49 30 1234567'])],
        url: new URL('postgresql://u:hunter2@127.0.0.1:5432/db'),
        raw: ['Host', 'localhost', 'X-API-Key', SECRET],
        fields: ['contact_email', 'contact_phone'],
      }),
    ).toEqual({
      text: 'requested by [redacted]',
      '[redacted]': ['Bearer [redacted]', ['[redacted]']],
      url: 'postgresql://u:[redacted]@127.0.0.1:5432/db',
      raw: ['Host', 'localhost', 'X-API-Key', '[redacted]'],
      fields: ['contact_email', 'contact_phone'],
    });
  });

  it('describes what went wrong, and leaves out the data it went wrong with', () => {
    const refused = Object.assign(new Error('new row of dana.reyes@acme.example violates check constraint'), {
      code: '23514',
      constraint: 'ck_leads_score',
      detail: 'Failing row contains (Dana)',
      parameters: ['Dana'],
      query: 'INSERT INTO leads',
    });
    const found = redact({ err: new Error('The database refused a statement', { cause: refused }) });
    expect(found).toMatchObject({
      err: {
        message: 'The database refused a statement',
        stack: expect.stringMatching(/log-redaction\.spec\.ts:\d+:\d+/),
        cause: {
          code: '23514',
          constraint: 'ck_leads_score',
          message: 'new row of [redacted] violates check constraint',
        },
      },
    });
    expect(JSON.stringify(found)).not.toMatch(/dana|INSERT/i);
  });

  it.each([undefined, null, 0, true, 'text', []])('takes %o as it is', (value) => {
    expect(redact(value)).toEqual(value);
  });

  it('ends, whatever it is given', () => {
    const round: Record<string, unknown> = { name: 'round' };
    round.self = round;
    const error = new Error('round');
    error.cause = error;
    const deep = JSON.parse('{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000)) as object;
    const broken = {
      get a(): string {
        throw new Error('no');
      },
    };
    const twice = { same: 1 };
    expect(redact(round)).toEqual({ name: 'round', self: '[circular]' });
    expect(JSON.stringify(redact(error)).length).toBeLessThan(100_000);
    expect(JSON.stringify(redact(deep))).toContain('[too deep]');
    expect(redact({ broken })).toEqual({ broken: '[unreadable]' });
    expect(redact([twice, twice])).toEqual([twice, twice]);
    expect(redact(Buffer.alloc(1_000_000))).toBe('[1000000 bytes]');
  });

  it('keeps a line short, whatever it is given', () => {
    const wide = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`field${index}`, index]));
    const long = Array.from({ length: 500 }, () => 'word '.repeat(10_000));
    for (const value of [wide, [wide, wide], long, 'x'.repeat(1_000_000)]) {
      expect(JSON.stringify(redact(value)).length).toBeLessThan(100_000);
    }
    expect(redact(wide)).toMatchObject({ field0: 0, '…': '99000 more' });
  });

  it('leaves what it is given as it is', () => {
    const facts = Object.freeze({ notes: SECRET, deeper: Object.freeze({ email: SECRET }) });
    redact(facts);
    expect(facts).toEqual({ notes: SECRET, deeper: { email: SECRET } });
  });
});
