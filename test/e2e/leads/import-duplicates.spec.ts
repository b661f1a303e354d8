import { beforeEach, describe, expect, it } from 'vitest';
import { ImportClient, SMALL_IMPORTS } from '../../support/import-client.js';
import { useService } from '../../support/test-service.js';

const service = useService(SMALL_IMPORTS);
const { send, get, leads, clear } = new ImportClient(service);

beforeEach(clear);

type Json = ReturnType<typeof JSON.parse>;

const names = (all: Json) => all.map(({ company_name }: Json) => company_name);
const rows = (count: number) => Array.from({ length: count }, (_, index) => `Company ${index},jane@c${index}.example`);

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
    expect(body.rejects).toMatchObject([{ line: 5, code: 'LEAD_ALREADY_EXISTS', column: 'Record ID', value: '9' }]);
    expect((await get(`/imports/${body.id}/rejects.csv`)).body).toMatch(/\r\n9,X2,,"?line 5/);
  });

  it('that are none, and have no name for a new lead, are told with the column that lacks it', async () => {
    const { body } = await send('Firma,E-Mail,Branche\n,new@n.example,Stahl\nA,a@a.example,\n,"new@n.example",Food\n');
    expect(body.counts).toMatchObject({ created: 1, rejected: 2 });
    expect(body.rejects).toMatchObject([
      { line: 2, code: 'MISSING_VALUE', column: 'Firma', value: null },
      { line: 4, code: 'MISSING_VALUE', column: 'Firma', value: null },
    ]);
    expect((await get(`/imports/${body.id}/rejects.csv`)).body).toContain('line 2: MISSING_VALUE in Firma: ');
    const nameless = await send('E-Mail,Branche\nnone@n.example,Stahl\n');
    expect(nameless.body.rejects).toMatchObject([{ line: 2, code: 'MISSING_VALUE', column: null }]);
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
