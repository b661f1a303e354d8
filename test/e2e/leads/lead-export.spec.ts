import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FactorsResponse } from '../../../src/leads/dto/factors.dto.js';
import { withoutFormulaGuard } from '../../../src/csv/formula-guard.js';
import { expectFailure } from '../../support/failure.js';
import { LEAD } from '../../support/sample-lead.js';
import { useService } from '../../support/test-service.js';

const EXPORT = '/api/v1/leads/export';
const FORMULA = {
  company_name: '=HYPERLINK("http://evil.example";"x")',
  notes: 'a;=2\n"+3"',
  contact_phone: '+49 30 1',
};
const UNUSUAL = { company_name: 'Ünïcode, "quoted"', notes: 'two\nlines\tand a tab', external_id: 'crm-1' };

type Row = Record<string, string>;

const service = useService();

beforeAll(async () => {
  for (const lead of [LEAD, FORMULA, UNUSUAL]) {
    const { body } = await service.http.post('/api/v1/leads').send(lead);
    if (lead === LEAD) await service.http.post(`/api/v1/leads/${body.id}/qualify`).send({});
  }
});

async function download(path: string, headers: Record<string, string> = {}) {
  const response = await fetch(service.url + path, { headers });
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, text };
}

function rowsOf(text: string): Row[] {
  return parse(text, { columns: true, bom: true, record_delimiter: '\r\n' });
}

async function listed(query = ''): Promise<Record<string, unknown>[]> {
  const { body } = await service.http.get(`/api/v1/leads${query}`);
  return body.data as Record<string, unknown>[];
}

describe('GET /leads/export.ndjson', () => {
  it('has one lead a line, exactly as the list shows it, in its order', async () => {
    const { status, headers, text } = await download(`${EXPORT}.ndjson`);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    expect(headers.get('content-disposition')).toBe('attachment; filename="leads.ndjson"');
    expect(text.endsWith('}\n')).toBe(true);
    const leads = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(leads).toEqual(await listed());
    expect(leads).toHaveLength(3);
  });

  it('takes the filters and the sort of the list', async () => {
    const query = '?sort=company_name&status=new';
    const { text } = await download(`${EXPORT}.ndjson${query}`);
    expect(
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(await listed(query));
    expect((await download(`${EXPORT}.ndjson?q=nothing-has-this`)).text).toBe('');
  });

  it.each(['created_at', 'qualification_score', '-qualification_score', '-company_name', 'updated_at'])(
    'sorts by %s as the list does',
    async (sort) => {
      const { text } = await download(`${EXPORT}.ndjson?sort=${sort}`);
      const ids = text
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { id: string }).id);
      expect(ids).toEqual((await listed(`?sort=${sort}`)).map(({ id }) => id));
    },
  );
});

describe('GET /leads/export.csv', () => {
  it('has every field of the lead, and the points and reasons of the score', async () => {
    const { status, headers, text } = await download(`${EXPORT}.csv?tier=A,B,C,D`);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    const [row, ...others] = rowsOf(text);
    const [lead] = (await listed('?status=qualified')) as [
      { qualification_factors: FactorsResponse; additional_data: object },
    ];
    expect(others).toEqual([]);
    const { qualification_factors: factors, additional_data: data, ...flat } = lead;
    expect(JSON.parse(row!.qualification_factors!)).toEqual(factors);
    expect(JSON.parse(row!.additional_data!)).toEqual(data);
    for (const [name, value] of Object.entries<string | number | boolean | null>(flat)) {
      expect(`${name}: ${withoutFormulaGuard(row![name]!)}`).toBe(`${name}: ${value ?? ''}`);
    }
    expect(row).toMatchObject({
      company_fit_points: String(factors.company_fit.points),
      company_fit_reason: factors.company_fit.reason,
      contact_quality_points: String(factors.contact_quality.points),
      sales_potential_reason: factors.sales_potential.reason,
      adjustments_points: String(factors.adjustments?.points ?? ''),
    });
  });

  it('guards what a spreadsheet would run, in a way that can be undone', async () => {
    const [row] = rowsOf((await download(`${EXPORT}.csv?q=evil`)).text);
    expect(row).toMatchObject({
      company_name: `'${FORMULA.company_name}`,
      notes: `a;'=2\n'"+3"`,
      contact_phone: `'${FORMULA.contact_phone}`,
    });
    expect(withoutFormulaGuard(row!.notes!)).toBe(FORMULA.notes);
    const [raw] = rowsOf((await download(`${EXPORT}.csv?q=evil&raw=true`)).text);
    expect(raw).toMatchObject(FORMULA);
  });

  it('keeps quotes, line breaks and other alphabets; what is absent is empty', async () => {
    const [row] = rowsOf((await download(`${EXPORT}.csv?external_id=crm-1`)).text);
    expect(row).toMatchObject({
      ...UNUSUAL,
      country: '',
      qualification_score: '',
      score_is_stale: '',
      stale_reason: '',
    });
  });

  it('begins with a byte order mark for Excel, and has the names alone where no lead passes', async () => {
    const { text } = await download(`${EXPORT}.csv?excel=true&q=nothing-has-this`);
    expect(text).toMatch(/^\uFEFFid,company_name,[\w,]+,stale_reason\r\n$/);
    expect((await download(`${EXPORT}.csv?q=nothing-has-this`)).text).toBe(text.slice(1));
  });

  it('can be stored again as it is', async () => {
    const [row] = rowsOf((await download(`${EXPORT}.csv?external_id=crm-1`)).text);
    const [before] = await listed('?external_id=crm-1');
    const fields = Object.keys(LEAD).concat('external_id');
    const given = fields.map((name) => [name, withoutFormulaGuard(row![name]!)]).filter(([, value]) => value !== '');
    const { body } = await service.http.put('/api/v1/leads').send(Object.fromEntries(given));
    expect(body).toEqual(before);
  });
});

describe('GET /leads/export', () => {
  it.each([
    ['text/csv', 'text/csv'],
    ['application/x-ndjson', 'application/x-ndjson'],
    ['application/x-ndjson, text/csv;q=0.5', 'application/x-ndjson'],
    ['*/*', 'text/csv'],
  ])('answers Accept: %s with %s', async (accept, type) => {
    const { headers } = await download(EXPORT, { accept });
    expect(headers.get('content-type')).toContain(type);
  });

  it('answers HEAD with the head alone, and reads nothing for it', async () => {
    const response = await fetch(`${service.url}${EXPORT}.csv`, { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('text/csv');
    expect(await response.text()).toBe('');
  });

  it('refuses filters that the list refuses, and options that are none', async () => {
    expectFailure(await service.http.get(`${EXPORT}.csv?min_score=90&max_score=10`), 422, 'VALIDATION_ERROR');
    expectFailure(await service.http.get(`${EXPORT}.csv?limit=5`), 422, 'VALIDATION_ERROR');
    expectFailure(await service.http.get(`${EXPORT}.csv?raw=perhaps`), 422, 'VALIDATION_ERROR');
    expectFailure(await service.http.get(`${EXPORT}.ndjson?excel=true`), 422, 'VALIDATION_ERROR');
  });

  it('records each export in the audit log', async () => {
    await download(`${EXPORT}.csv`, { 'x-request-id': 'export-for-the-log' });
    const { body } = await service.http.get('/api/v1/audit-events?action=lead.export_many&limit=1');
    expect(body.data).toMatchObject([{ outcome: 'succeeded', request_id: 'export-for-the-log' }]);
  });
});
