import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_WORKSPACE_ID } from '../../../src/database/workspace-id.js';
import { ImportsRepository } from '../../../src/leads/import/imports.repository.js';
import { type Environment, useService } from '../../support/test-service.js';
import { xlsxFile } from '../../support/xlsx-file.js';

const SETTINGS: Environment = {
  IMPORT_MAX_BYTES: '300000',
  IMPORT_MAX_ROWS: '2000',
  IMPORT_MAX_COLUMNS: '50',
  IMPORT_BATCH_ROWS: '100',
};
const service = useService(SETTINGS);

beforeEach(async () => {
  await service.database.query('DELETE FROM imports');
  await service.database.query('DELETE FROM leads');
});

type Json = ReturnType<typeof JSON.parse>;

interface Answer {
  status: number;
  body: Json;
}

async function send(body: string | Buffer, query = '', headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${service.url}/api/v1/imports${query}`, {
    method: 'POST',
    headers: { 'content-type': 'text/csv', ...headers },
    body: Buffer.from(body),
  });
  return { status: response.status, body: await response.json() };
}

async function get(path: string): Promise<Answer> {
  const response = await fetch(`${service.url}/api/v1${path}`);
  const text = await response.text();
  return {
    status: response.status,
    body: response.headers.get('content-type')?.startsWith('application/json') ? JSON.parse(text) : text,
  };
}

const leads = async (): Promise<Json> => (await get('/leads?limit=100&sort=company_name')).body.data;
const names = (all: Json) => all.map(({ company_name }: Json) => company_name);
const left = () => service.database.query('SELECT * FROM import_rows');
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
    const record = { company: { id: 7, name: 'Acme', city: 'Bonn' }, email: 'j@acme.example', country: { code: 'DE' } };
    const { body } = await send(
      `${JSON.stringify({ ...record, country: { name: 'Germany' } })}\n${JSON.stringify(record)}\n`,
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

  it.each<[string, string | Buffer, number, string]>([
    ['empty', '', 422, 'INVALID_FILE_FORMAT'],
    ['a PDF', '%PDF-1.7\n...', 422, 'INVALID_FILE_FORMAT'],
    ['an HTML table', '<table><tr><td>a</td></tr></table>', 422, 'INVALID_FILE_FORMAT'],
    [
      'in two encodings',
      Buffer.concat([Buffer.from('Company\nMüller\n'), Buffer.from('Köln\n', 'latin1')]),
      422,
      'MIXED_ENCODING',
    ],
    ['of too many bytes', `Company\n${'x'.repeat(300_000)}`, 413, 'FILE_SIZE_EXCEEDED'],
    ['of too many rows', `Company\n${'x\n'.repeat(2_001)}`, 413, 'FILE_SIZE_EXCEEDED'],
    ['of too many columns', `Company${',x'.repeat(100)}\n`, 413, 'FILE_SIZE_EXCEEDED'],
    ['with a header without end', `Company,${'x'.repeat(250_000)}\nAcme,1\n`, 422, 'INVALID_FILE_FORMAT'],
  ])('refuses a file that is %s, and leaves nothing behind', async (_, file, status, error_code) => {
    const answer = await send(file);
    expect(answer).toMatchObject({ status, body: { error_code, details: { import_id: expect.any(String) } } });
    expect(await left()).toHaveLength(0);
    expect((await get(`/imports/${answer.body.details.import_id}`)).body).toMatchObject({
      state: 'failed',
      error: { error_code },
    });
  });

  it('takes the sign that DOS puts behind a text for no row', async () => {
    const { body } = await send('Company,Email\r\nA,a@x.example\r\n\x1a');
    expect(body.counts).toMatchObject({ read: 1, created: 1, rejected: 0 });
  });

  it('takes a file with a header alone', async () => {
    expect((await send('Company,Email\n')).body).toMatchObject({ state: 'completed', counts: { read: 0 } });
  });

  it.each([
    ['JSON', 'application/json', '{"a":1}', 415],
    [
      'a form without a file',
      'multipart/form-data; boundary=x',
      '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n',
      400,
    ],
    [
      'a form that is cut off',
      'multipart/form-data; boundary=x',
      '--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\nCompany\nAc',
      400,
    ],
    ['a form that is none', 'multipart/form-data; boundary=x', 'Company\nAcme', 400],
    ['a form without a boundary', 'multipart/form-data', 'Company\nAcme', 400],
  ])('refuses %s', async (_, type, body, status) => {
    const answer = await send(body, '', { 'content-type': type });
    expect(answer.status).toBe(status);
    expect(await left()).toHaveLength(0);
    expect(await leads()).toHaveLength(0);
  });

  it.each(['text/csv', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded'])(
    'is the only one that takes %s',
    async (type) => {
      const response = await fetch(`${service.url}/api/v1/leads`, {
        method: 'POST',
        headers: { 'content-type': type },
        body: 'a=1',
      });
      expect(response.status).toBe(415);
    },
  );

  it('answers a file that it refuses while the rest still comes', async () => {
    const file = Buffer.concat([Buffer.from('Company\nAcme\n'), Buffer.alloc(40_000_000, 'x,y\n')]);
    const query = `?mapping=${encodeURIComponent('{"Nope":"notes"}')}`;
    expect(await send(file, query)).toMatchObject({ status: 422, body: { error_code: 'VALIDATION_ERROR' } });
    const form = new FormData();
    form.append('file', new Blob([file]), 'a.csv');
    const response = await fetch(`${service.url}/api/v1/imports${query}`, { method: 'POST', body: form });
    expect(response.status).toBe(422);
    expect(await left()).toHaveLength(0);
  });

  it('refuses options that it does not know', async () => {
    for (const query of ['?on_duplicate=merge', '?wait=soon', '?wait=61', '?dry_run=1', '?foo=1']) {
      expect((await send('Company\nAcme\n', query)).status).toBe(422);
    }
  });
});

describe('duplicates', () => {
  const stored = (body: object) => service.http.post('/api/v1/leads').send(body).expect(201);

  it('are found by id, else by e-mail, else by company and contact', async () => {
    await stored({ company_name: 'A', external_id: '1', contact_email: 'a@a.example' });
    await stored({ company_name: 'B', contact_email: 'b@b.example' });
    await stored({ company_name: 'C', company_website: 'https://www.c.example/x', contact_name: 'Jane Doe' });
    await stored({ company_name: 'D', external_id: '4', contact_email: 'd@d.example' });
    const { body } = await send(
      [
        'Record ID,Company,Email,Website,Full Name,Industry',
        '1,A2,other@a.example,,,',
        ',B2,B@B.EXAMPLE,,,',
        ',C2,,http://c.example,JANE DOE,',
        '5,D2,d@d.example,,,',
      ].join('\n'),
    );
    expect(body.counts).toMatchObject({ created: 1, updated: 3 });
    expect(names(await leads())).toEqual(['A2', 'B2', 'C2', 'D', 'D2']);
  });

  it('are filled and overwritten by what is not empty', async () => {
    await stored({
      company_name: 'A',
      external_id: '1',
      industry: 'Steel',
      notes: 'old',
      additional_data: { a: 1, b: 2 },
    });
    await send('Record ID,Company,Industry,Notes,Country,b,c\n1,A,n/a,,Germany,3,4\n');
    expect(await leads()).toMatchObject([
      { industry: 'Steel', notes: 'old', country: 'DE', additional_data: { a: 1, b: '3', c: '4' }, version: 2 },
    ]);
  });

  it('keep their name where a row has a placeholder for it, in a file and in two rows of one', async () => {
    await stored({ company_name: 'Acme', external_id: '1' });
    const { body } = await send('Record ID,Company,Notes\n1,--,called\n2,n/a,x\n3,Beta,\n3,-None-,y\n');
    expect(body.counts).toMatchObject({ read: 4, created: 2, updated: 2, rejected: 0 });
    expect(await leads()).toMatchObject([
      { company_name: 'Acme', notes: 'called' },
      { company_name: 'Beta', notes: 'y' },
      { company_name: 'n/a', notes: 'x' },
    ]);
  });

  it('are left as they are, or stored once more, as the caller says', async () => {
    await stored({ company_name: 'A', contact_email: 'a@a.example' });
    await stored({ company_name: 'X', external_id: '9' });
    const file = 'Record ID,Company,Email\n,A2,a@a.example\n,N,n@n.example\n,N2,n@n.example\n9,X2,\n';
    expect((await send(file, '?on_duplicate=skip')).body.counts).toMatchObject({
      created: 1,
      updated: 1,
      unchanged: 2,
    });
    expect(names(await leads())).toEqual(['A', 'N2', 'X']);
    const { body } = await send(file, '?on_duplicate=create');
    expect(body.counts).toMatchObject({ created: 3, rejected: 1 });
    expect(body.rejects).toMatchObject([{ line: 5, code: 'LEAD_ALREADY_EXISTS' }]);
    expect((await get(`/imports/${body.id}/rejects.csv`)).body).toMatch(/\r\n9,X2,,"?line 5/);
  });

  it('in one file are one lead, and the later row wins, also across batches', async () => {
    const many = rows(250);
    const file = [
      'Company,Email,Industry',
      'First,same@s.example,Steel',
      ...many.map((row) => `${row},`),
      'Last,SAME@s.example,',
      'Last 2,same@s.example,Food',
    ];
    const { body } = await send(file.join('\n'));
    expect(body.counts).toMatchObject({ created: 251, updated: 2 });
    expect((await get('/leads?contact_email=same@s.example')).body.data).toMatchObject([
      { company_name: 'Last 2', industry: 'Food' },
    ]);
    const skipping = file.map((row) => row.replace('same', 'other').replace('SAME', 'OTHER'));
    expect((await send(skipping.join('\n'), '?on_duplicate=skip')).body.counts).toMatchObject({
      created: 1,
      updated: 2,
      unchanged: 250,
    });
    expect((await get('/leads?contact_email=other@s.example')).body.data).toMatchObject([{ company_name: 'Last 2' }]);
  });

  it('of two imports, and of an import and the API, at the same moment are one lead', async () => {
    const file = (name: string) => [`Company,Email,${name}`, ...rows(300).map((row) => `${row},1`)].join('\n');
    const puts = Array.from({ length: 20 }, (_, index) =>
      service.http
        .put('/api/v1/leads?match=contact_email')
        .send({ company_name: 'P', contact_email: `jane@c${index * 10}.example` }),
    );
    const [a, b] = await Promise.all([send(file('x')), send(file('y')), ...puts]);
    expect([a.status, b.status]).toEqual([200, 200]);
    const [found] = await service.database.query<{ all: number; one: number }>(
      'SELECT count(*)::int AS all, count(DISTINCT lower(contact_email))::int AS one FROM leads',
    );
    expect(found).toEqual({ all: 300, one: 300 });
  });
});

describe('an import', () => {
  it('can be cancelled', async () => {
    const { body } = await send('Company\nAcme\n', '?dry_run=true');
    const cancel = () => fetch(`${service.url}/api/v1/imports/${body.id}`, { method: 'DELETE' });
    expect(body.counts).toMatchObject({ created: 1 });
    const nothing = { created: 0, updated: 0, unchanged: 0 };
    expect(await (await cancel()).json()).toMatchObject({ state: 'cancelled', counts: nothing });
    expect((await cancel()).status).toBe(200);
    expect(await left()).toHaveLength(0);
    const { body: done } = await send('Company\nAcme\n');
    const response = await fetch(`${service.url}/api/v1/imports/${done.id}`, { method: 'DELETE' });
    expect(response.status).toBe(409);
    expect(await leads()).toHaveLength(1);
  });

  it('tells its progress by events, from where a caller has seen it', async () => {
    const { body } = await send(['Company,Email', ...rows(800)].join('\n'), '?wait=false');
    const response = await fetch(`${service.url}/api/v1/imports/${body.id}/events`);
    const text = await response.text();
    const last = text.trim().split('\n\n').at(-1)!;
    expect(last).toMatch(/^id: \d+\nevent: completed\ndata: \{/);
    const id = /^id: (\d+)/.exec(last)![1]!;
    const again = await fetch(`${service.url}/api/v1/imports/${body.id}/events`, { headers: { 'last-event-id': id } });
    expect(again.status).toBe(204);
  });

  it('is not watched for those who ask for the head of its events alone', async () => {
    const id = '01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f01';
    await service.database.query(
      `INSERT INTO imports (workspace_id, id, state, on_duplicate) VALUES ($1, $2, 'receiving', 'update')`,
      [DEFAULT_WORKSPACE_ID, id],
    );
    const find = vi.spyOn(service.app.get(ImportsRepository), 'find');
    const response = await fetch(`${service.url}/api/v1/imports/${id}/events`, { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    await sleep(1_500);
    expect(find.mock.calls.length).toBeLessThanOrEqual(2);
    find.mockRestore();
  });

  it('of another workspace, or none, does not exist', async () => {
    for (const path of ['', '/rejects.csv', '/events']) {
      expect(await get(`/imports/01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f00${path}`)).toMatchObject({
        status: 404,
        body: { error_code: 'IMPORT_NOT_FOUND' },
      });
    }
  });

  it('keeps nothing of a lead that is erased', async () => {
    await service.http.post('/api/v1/leads').send({ company_name: 'Old', contact_email: 'old@o.example' });
    await send('Company,Email\nOld2,old@o.example\nNew,new@n.example\nNew2,new@n.example\n');
    expect(await left()).toHaveLength(3);
    for (const { id } of await leads()) await service.http.delete(`/api/v1/leads/${id}`).expect(204);
    expect(await left()).toHaveLength(0);
  });

  it('tells webhooks that it is completed, once', async () => {
    const webhook = { url: 'https://hooks.example/x', events: ['import.completed'] };
    await service.http.post('/api/v1/webhooks').send(webhook).expect(201);
    const { body } = await send(['Company,Email', ...rows(250)].join('\n'));
    const told = await service.database.query(`SELECT subject_id, data FROM webhook_deliveries`);
    const data = { import: { id: body.id, state: 'completed', counts: body.counts } };
    expect(told).toEqual([{ subject_id: body.id, data }]);
  });
});
