import { beforeEach, describe, expect, it } from 'vitest';
import { ImportClient, SMALL_IMPORTS } from '../../support/import-client.js';
import { useService } from '../../support/test-service.js';
import { xlsxFile } from '../../support/xlsx-file.js';

const service = useService(SMALL_IMPORTS);
const { send, get, leads, clear } = new ImportClient(service);

beforeEach(clear);

type Json = ReturnType<typeof JSON.parse>;
const rows = (count: number) => Array.from({ length: count }, (_, index) => `Company ${index},jane@c${index}.example`);

describe('POST /api/v1/imports', () => {
  it('stores the leads of a CSV, and answers when they are stored', async () => {
    const { status, body } = await send(
      'Firma;Vorname;Nachname;E-Mail;Foo\r\nMüller;Jane;Doe;JANE@mueller.example;bar\r\nBeta;;;;\r\n',
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({
      state: 'completed',
      format: 'csv',
      encoding: 'utf-8',
      separator: ';',
      counts: { read: 2, created: 2, updated: 0, unchanged: 0, rejected: 0 },
      mapping: {
        Firma: 'company_name',
        Vorname: 'first_name',
        Nachname: 'last_name',
        'E-Mail': 'contact_email',
        Foo: 'additional_data',
      },
      error: null,
      rejects: [],
      preview: null,
    });
    expect(await leads()).toMatchObject([
      { company_name: 'Beta', contact_name: null },
      {
        company_name: 'Müller',
        contact_name: 'Jane Doe',
        contact_email: 'JANE@mueller.example',
        additional_data: { Foo: 'bar' },
      },
    ]);
    expect((await get(`/imports/${body.id}`)).body).toMatchObject({ id: body.id, state: 'completed' });
    expect((await get('/imports')).body.data).toMatchObject([{ id: body.id }]);
  });

  it('takes a form, whose fields are options', async () => {
    const form = new FormData();
    form.append('on_duplicate', 'skip');
    form.append('mapping', '{"Ding":"company_name"}');
    form.append('file', new Blob(['Ding,Email\nAcme,a@acme.example\n']), 'my leads.csv');
    form.append('wait', 'true');
    const response = await fetch(`${service.url}/api/v1/leads/import/csv`, { method: 'POST', body: form });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      state: 'completed',
      file_name: 'my leads.csv',
      on_duplicate: 'skip',
    });
    expect(await leads()).toMatchObject([{ company_name: 'Acme' }]);
  });

  it.each([
    ['attachment; filename="C:\\\\files\\\\leads.csv"', 'leads.csv'],
    ["attachment; filename*=UTF-8''K%C3%BCche.csv", 'Küche.csv'],
    ['attachment', null],
    [';;;', null],
  ])('names a file that is the whole body by Content-Disposition: %s', async (header, name) => {
    const { status, body } = await send(`Company\nAcme ${String(name)}\n`, '', { 'content-disposition': header });
    expect(status).toBe(200);
    expect(body.file_name).toBe(name);
  });

  it('takes XLSX and NDJSON', async () => {
    const xlsx = await send(
      xlsxFile([
        ['Company', 'Since'],
        ['Acme', { xml: '<c s="1"><v>46023</v></c>' }],
      ]),
    );
    expect(xlsx.body).toMatchObject({ format: 'xlsx', counts: { created: 1 } });
    const ndjson = await send('{"company_name":"Beta","shape":{"n":1}}\n{"company_name":"Ceta"}\n');
    expect(ndjson.body).toMatchObject({ format: 'ndjson', counts: { created: 2 } });
    expect(await leads()).toMatchObject([
      { additional_data: { Since: '2026-01-01' } },
      { additional_data: { shape: { n: 1 } } },
      { additional_data: null },
    ]);
  });

  it('takes the name of a record that stands in a field of NDJSON, and keeps the record', async () => {
    const record = { company: { id: 7, name: 'Acme', city: 'Bonn' }, email: 'j@acme.example', country: { id: 7 } };
    const { body } = await send(
      `${JSON.stringify({ ...record, country: { code: 'DE', name: 'Germany' } })}\n${JSON.stringify(record)}\n`,
      '',
      {
        'content-type': 'application/x-ndjson',
      },
    );
    expect(body.rejects).toMatchObject([{ line: 2, column: 'country', code: 'INVALID_VALUE' }]);
    expect(await leads()).toMatchObject([
      { company_name: 'Acme', country: 'DE', additional_data: { company: { id: 7, name: 'Acme', city: 'Bonn' } } },
    ]);
  });

  it('reads a workbook whose first column is empty, and names the sheet', async () => {
    const { body } = await send(
      xlsxFile([
        ['', 'Company', 'Email'],
        ['', 'Acme', 'a@acme.example'],
      ]),
    );
    expect(body).toMatchObject({ sheet: 'Leads', counts: { created: 1, rejected: 0 } });
  });

  it('reads an encoding that the letters tell, or the caller, and refuses one that is not known', async () => {
    const cyrillic = Buffer.from('436f6d70616e790ad0eeece0f8eae00a', 'hex');
    expect((await send(cyrillic, '?dry_run=true')).body).toMatchObject({
      encoding: 'windows-1251',
      preview: [{ company_name: 'Ромашка' }],
    });
    const hebrew = Buffer.from('436f6d70616e790aeee9fae5e20a', 'hex');
    const unknown = await send(hebrew);
    expect([unknown.status, unknown.body.error_code]).toEqual([422, 'UNKNOWN_ENCODING']);
    expect((await send(hebrew, '?encoding=windows-1255')).body).toMatchObject({ counts: { created: 1 } });
    expect(await leads()).toMatchObject([{ company_name: 'מיתוג' }]);
    expect((await send(hebrew, '?encoding=klingon')).body.details.errors).toMatchObject([{ field: 'encoding' }]);
  });

  it('refuses bad rows alone, which come back as a CSV that can be mended', async () => {
    const { body } = await send(
      'Company,Email,Note\nAcme,jane@acme,x\n"Beta,b@b.example,y\nGamma,g@g.example,z\nDelta\n,,w\n',
    );
    expect(body.counts).toEqual({ read: 5, created: 1, updated: 0, unchanged: 0, rejected: 4 });
    expect(body.rejects).toMatchObject([
      { line: 2, column: 'Email', code: 'INVALID_VALUE', value: 'jane@acme' },
      { line: 3, column: null, code: 'UNCLOSED_QUOTE' },
      { line: 5, code: 'WRONG_CELL_COUNT' },
      { line: 6, column: 'Company', code: 'MISSING_VALUE' },
    ]);
    const { body: csv } = await get(`/imports/${body.id}/rejects.csv`);
    expect(csv.split('\r\n').slice(0, 2)).toEqual([
      'Company,Email,Note,import_error',
      expect.stringMatching(/^Acme,jane@acme,x,"?line 2: INVALID_VALUE in Email: /),
    ]);
    const mended = csv.replace('jane@acme,', 'jane@acme.example,');
    expect((await send(mended)).body.counts).toMatchObject({ read: 4, created: 3, rejected: 1 });
    expect((await leads()).map((lead: Json) => [lead.company_name, lead.notes])).toEqual([
      ['Acme', 'x'],
      ['Beta', 'y'],
      ['Delta', null],
      ['Gamma', 'z'],
    ]);
  });

  it('refuses a row alone that the database could not store', async () => {
    const { status, body } = await send('Company,Email,Notes\nA\0cme,a@a.example,x\nBeta,b@b.example,y\nGamma,\0,z\n');
    expect([status, body.counts]).toMatchObject([200, { read: 3, created: 1, rejected: 2 }]);
    expect(body.rejects).toMatchObject([
      { line: 2, column: 'Company', value: 'A\ufffdcme' },
      { line: 4, column: 'Email', value: '\ufffd' },
    ]);
    expect((await get(`/imports/${body.id}/rejects.csv`)).status).toBe(200);
  });

  it('answers a large file before it is merged, and merges it in the background', async () => {
    const { status, body } = await send(['Company,Email', ...rows(1_500)].join('\n'), '?wait=false');
    expect(status).toBe(202);
    expect(body).toMatchObject({ state: 'merging', counts: { read: 1_500 } });
    await expect
      .poll(async () => (await get(`/imports/${body.id}`)).body, { timeout: 20_000 })
      .toMatchObject({
        state: 'completed',
        counts: { created: 1_500 },
      });
  });

  it('answers a file that was imported before with that import, unless it is to come again', async () => {
    const file = 'Company,Email\nAcme,a@acme.example\n';
    const { body: first } = await send(file);
    expect((await send(file)).body.id).toBe(first.id);
    expect((await send(file, '?on_duplicate=skip')).body).toMatchObject({ counts: { unchanged: 1 } });
    const again = await send(file, '?again=true');
    expect(again.body.id).not.toBe(first.id);
    expect(again.body.counts).toMatchObject({ created: 0, unchanged: 1 });
    expect((await get('/imports')).body.data).toHaveLength(3);
  });

  it('shows what would become of a file, and stores nothing until it is started', async () => {
    await send('Company,Email,Industry\nAcme,a@acme.example,Software\nBeta,b@beta.example,Steel\n');
    const file =
      'Company,Email,Industry\nAcme,A@ACME.example,Food\nBeta,b@beta.example,\nGamma,g@g.example,x\nG,g@g.example,y\nX,wrong,\n';
    const { body } = await send(file, '?dry_run=true');
    expect(body).toMatchObject({
      state: 'ready',
      counts: { read: 5, created: 1, updated: 2, unchanged: 1, rejected: 1 },
      preview: [
        { line: 2, company_name: 'Acme', contact_email: 'A@ACME.example', industry: 'Food' },
        { line: 3, company_name: 'Beta' },
        { line: 4 },
        { line: 5 },
      ],
    });
    expect(await leads()).toHaveLength(2);
    const response = await fetch(`${service.url}/api/v1/imports/${body.id}/start`, { method: 'POST' });
    expect(await response.json()).toMatchObject({ state: 'completed', counts: body.counts });
    expect(await leads()).toMatchObject([
      { industry: 'Food' },
      { industry: 'Steel' },
      { company_name: 'G', industry: 'y' },
    ]);
  });

  it('asks what columns are where it knows none, and refuses a mapping that does not fit', async () => {
    expect((await send('Ding,2,1\nAcme,1\n')).body).toMatchObject({
      state: 'ready',
      error: { error_code: 'MAPPING_REQUIRED' },
    });
    const mapped = (mapping: string) => send('Ding,Foo\nAcme,1\n', `?mapping=${encodeURIComponent(mapping)}`);
    expect(await mapped('{"Ding":"company_name","Foo":null}')).toMatchObject({ body: { counts: { created: 1 } } });
    for (const wrong of ['{"Ding":"compny"}', '{"Nope":"notes"}', '[]', '{', '"x"']) {
      expect(await mapped(wrong)).toMatchObject({ status: 422, body: { error_code: 'VALIDATION_ERROR' } });
    }
    expect(await leads()).toHaveLength(1);
  });

  it('takes the sign that DOS puts behind a text for no row', async () => {
    const { body } = await send('Company,Email\r\nA,a@x.example\r\n\x1a');
    expect(body.counts).toMatchObject({ read: 1, created: 1, rejected: 0 });
  });

  it('takes a file with a header alone', async () => {
    expect((await send('Company,Email\n')).body).toMatchObject({ state: 'completed', counts: { read: 0 } });
  });
});
