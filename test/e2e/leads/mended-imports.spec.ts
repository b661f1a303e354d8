import { beforeEach, describe, expect, it } from 'vitest';
import { expectFailure } from '../../support/failure.js';
import { ImportClient, SMALL_IMPORTS } from '../../support/import-client.js';
import { useService } from '../../support/test-service.js';

const service = useService(SMALL_IMPORTS);
const { send, get, leads, clear } = new ImportClient(service);

beforeEach(clear);

describe('Refused rows that are mended', () => {
  /** The refused rows of a file. */
  const rejectsOf = async (file: string, headers: Record<string, string> = {}): Promise<string> => {
    const { body } = await send(file, '', headers);
    expect(body.counts).toMatchObject({ created: 0, rejected: body.counts.read });
    return (await get(`/imports/${body.id}/rejects.csv`)).body as string;
  };

  it('are what they were, however often they were refused, with signs that a spreadsheet would run', async () => {
    const first = await rejectsOf(`Company,Email,Notes,-Foo-\nAcme,jane@acme,=1+1,"'-x"\n`);
    expect(await rejectsOf(first)).toBe(first);
    await send(first.replace('jane@acme,', 'jane@acme.example,'));
    expect(await leads()).toMatchObject([{ notes: '=1+1', additional_data: { '-Foo-': '-x' } }]);
  });

  it('open in the spreadsheet that wrote the file: with its separator, and the mark of UTF-8', async () => {
    const { body } = await send('Firma;E-Mail;Notizen\nMüller;jane@acme;"a;b, c"\nAcme;info@acme.example;1;2\n');
    expect(body.counts).toMatchObject({ created: 0, rejected: 2 });
    const answer = await fetch(`${service.url}/api/v1/imports/${body.id}/rejects.csv?excel=true`);
    const rejects = Buffer.from(await answer.arrayBuffer()).toString();
    expect(rejects).toMatch(/^\uFEFFFirma;E-Mail;Notizen;import_error\r\nMüller;jane@acme;"a;b, c";"?line 2: /);
    await send(rejects.replace('jane@acme;', 'jane@acme.example;').split('\r\n').slice(0, 2).join('\r\n'));
    expect(await leads()).toMatchObject([{ company_name: 'Müller', notes: 'a;b, c' }]);
    const unknown = await service.http.get(`/api/v1/imports/${body.id}/rejects.csv?excel=perhaps`);
    expectFailure(unknown, 422, 'VALIDATION_ERROR');
  });

  it('have the names of records that stood in NDJSON, and their values as they were', async () => {
    const record = {
      company: { id: 7, name: 'Acme' },
      email: 'jane@acme',
      website: false,
      job_title: [],
      is_customer: false,
      industry: [3, 'Software'],
      contact_name: { first_name: 'Jane', last_name: 'Doe' },
      phone: [{ type: 'work', value: '+49 221 000000' }],
      tags: ['a', 'b'],
      budget: 12,
    };
    const rejects = await rejectsOf(JSON.stringify(record), { 'content-type': 'application/x-ndjson' });
    await send(rejects.replace('jane@acme,', 'jane@acme.example,'));
    expect(await leads()).toMatchObject([
      {
        ...{ company_name: 'Acme', industry: 'Software', contact_phone: '+49 221 000000' },
        ...{ company_website: null, contact_title: null, contact_name: 'Jane Doe' },
        ...{
          contact_email: 'jane@acme.example',
          additional_data: { tags: '["a","b"]', budget: '12', is_customer: 'false' },
        },
      },
    ]);
  });

  it('have the addresses of lists that stood in NDJSON', async () => {
    const record = {
      ...{ company: '', external_id: 'x'.repeat(300) },
      ...{ email: ['jane@acme.example', 'kim@acme.example'], phone: ['+49 221 000000'] },
    };
    const rejects = await rejectsOf(JSON.stringify(record), { 'content-type': 'application/x-ndjson' });
    await send(rejects.replace('x'.repeat(300), '7').replace(/^,/m, 'Acme,'));
    expect(await leads()).toMatchObject([
      { company_name: 'Acme', external_id: '7', contact_email: 'jane@acme.example', contact_phone: '+49 221 000000' },
    ]);
  });
});
