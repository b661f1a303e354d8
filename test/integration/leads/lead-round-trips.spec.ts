import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { readEmails } from '../../../src/leads/fields/read-emails.js';
import { readLines, readName } from '../../../src/leads/fields/read-text.js';
import { readUrls } from '../../../src/leads/fields/read-url.js';
import { useService } from '../../support/test-service.js';

describe('Round trips', () => {
  const RUNS = 150;

  const service = useService();

  const READ: Record<string, (value: unknown) => unknown> = {
    company_name: readName,
    notes: readLines,
    contact_email: (value) => readEmails(value).first,
    company_website: (value) => readUrls(value).first,
  };

  const awkward = fc.constantFrom(
    ...[
      '\0',
      '\t',
      '\n',
      '\x7f',
      '\x85',
      '\xa0',
      '\xad',
      '\u180e',
      '\u1680',
      '\u200b',
      '\u200d',
      '\u2028',
      '\u202e',
      '\u3000',
    ],
    ...[
      '\ufe0f',
      '\ufeff',
      '\ufffd',
      '\uffff',
      '\ud800',
      '\udfff',
      '\u{1F600}',
      '\u{10FFFF}',
      '\u0301',
      '@',
      '.',
      '/',
      ':',
      '%',
      '\\',
    ],
    ...['[', ']', '"', "'", '<', '(', '\u017f', '\u212a', '\u0130', '\uff20', '\uff0e', '\u3002'],
  );
  const text = fc.array(fc.oneof(awkward, fc.string({ unit: 'binary', maxLength: 3 }), fc.string({ maxLength: 5 })), {
    maxLength: 8,
  });
  const anyText = text.map((parts) => parts.join(''));
  const email = fc.oneof(
    fc.emailAddress(),
    fc.tuple(anyText, anyText, anyText).map(([name, host, rest]) => `a${name}@b${host}.example${rest}`),
    anyText,
  );
  const website = fc.oneof(
    fc.webUrl({ validSchemes: ['http', 'https', 'HTTP'], withFragments: true, withQueryParameters: true }),
    fc.tuple(anyText, anyText).map(([host, rest]) => `https://a${host}.example/${rest}`),
    anyText,
  );
  const optional = (arbitrary: fc.Arbitrary<string>) => fc.option(arbitrary, { nil: null, freq: 8 });
  const json = fc.dictionary(
    fc.string({ unit: 'binary', maxLength: 6 }),
    fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' }),
    {
      maxKeys: 4,
    },
  );

  /** Sends `fields`; if they are accepted, they must come back as they are read, lie so in the table, and be read so again. */
  async function expectStoredAsReadOrRefused(fields: Record<string, string | null>): Promise<number> {
    const { status, body } = await service.http.post('/api/v1/leads').send(fields);
    if (status === 422) {
      expect(body.error_code).toBe('VALIDATION_ERROR');
      return status;
    }
    expect({ status, body }).toMatchObject({ status: 201 });
    const expected = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, READ[name]!(value)]));
    expect(body).toMatchObject(expected);
    const columns = Object.keys(fields).join(', ');
    expect(await service.database.query(`SELECT ${columns} FROM leads WHERE id = $1`, [body.id])).toEqual([expected]);
    const again = Object.entries(expected).map(([name, value]) => [name, READ[name]!(value)]);
    expect(Object.fromEntries(again)).toEqual(expected);
    return status;
  }

  async function statusesOf(record: fc.Arbitrary<Record<string, string | null>>): Promise<Set<number>> {
    const statuses = new Set<number>();
    const property = fc.asyncProperty(record, async (fields) => {
      statuses.add(await expectStoredAsReadOrRefused(fields));
    });
    await fc.assert(property, { numRuns: RUNS });
    return statuses;
  }

  describe('every lead that the API accepts is stored as it is read', () => {
    it.each<[string, fc.Arbitrary<Record<string, string | null>>]>([
      ['contact_email', fc.record({ company_name: fc.constant('Acme'), contact_email: optional(email) })],
      ['company_website', fc.record({ company_name: fc.constant('Acme'), company_website: optional(website) })],
      ['company_name and notes', fc.record({ company_name: anyText, notes: optional(anyText) })],
    ])('with any %s', async (_what, record) => {
      // Both must occur, or the property proves nothing.
      expect(await statusesOf(record)).toEqual(new Set([201, 422]));
    });

    it('with any JSON in additional_data', async () => {
      const property = fc.asyncProperty(json, async (data) => {
        const text = JSON.stringify({ company_name: 'Acme', additional_data: data });
        const { status, body } = await service.http.post('/api/v1/leads').type('json').send(text);
        expect([201, 400, 422]).toContain(status);
        // PostgreSQL knows no negative zero in jsonb, and JSON does not write one.
        if (status === 201) expect(body.additional_data).toEqual(JSON.parse(JSON.stringify(data)));
      });
      await fc.assert(property, { numRuns: RUNS });
    });
  });
});
