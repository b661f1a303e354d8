import { beforeAll, describe, expect, it } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { DatabaseQueryError } from '../../../src/database/database.errors.js';
import { DEFAULT_WORKSPACE_ID } from '../../../src/database/workspace-id.js';
import { InvalidLeadDataError, LeadAlreadyExistsError } from '../../../src/leads/lead.errors.js';
import { LeadsRepository } from '../../../src/leads/leads.repository.js';
import type { LeadFields } from '../../../src/leads/lead-changes.js';
import { useService } from '../../support/test-service.js';

describe('Constraints', () => {
  const ID = '01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f00';
  const UNKNOWN_WORKSPACE = '01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f09';
  const CHECK = '23514';
  const TOO_LONG = '22001';

  const service = useService();
  let leads: LeadsRepository;

  beforeAll(() => {
    leads = service.app.get(LeadsRepository, { strict: false });
  });

  async function count(): Promise<number> {
    const [row] = await service.database.query<{ count: number }>('SELECT count(*)::int AS count FROM leads');
    return row!.count;
  }

  /** Inserts without the API; returns the violated constraint, or nothing if the row was stored. */
  async function insertBySql(fields: Record<string, unknown>): Promise<{ code?: string; constraint?: string }> {
    const row = { workspace_id: DEFAULT_WORKSPACE_ID, id: ID, company_name: 'Acme', ...fields };
    const places = Object.keys(row).map((_, index) => `$${index + 1}`);
    const sql = `INSERT INTO leads (${Object.keys(row).join(', ')}) VALUES (${places.join(', ')})`;
    try {
      await service.database.query(sql, Object.values(row));
      await service.database.query('DELETE FROM leads WHERE id = $1', [ID]);
      return {};
    } catch (error) {
      const { code, constraint } = error as { code?: string; constraint?: string };
      return { ...(code === undefined ? {} : { code }), ...(constraint === undefined ? {} : { constraint }) };
    }
  }

  describe('what the API refuses or mends, the table refuses', () => {
    it.each<[string, unknown, string]>([
      ['company_name', '', 'ck_leads_company_name'],
      ['company_website', '', 'ck_leads_website_form'],
      ['company_website', 'acme', 'ck_leads_website_form'],
      ['company_website', 'ftp://acme.example', 'ck_leads_website_form'],
      ['company_website', 'javascript:alert(1)//http://x', 'ck_leads_website_form'],
      ['company_website', 'https://acme.example/a b', 'ck_leads_website_form'],
      ['company_website', 'https://acme.example\nx', 'ck_leads_website_form'],
      ['contact_linkedin_url', 'dana reyes', 'ck_leads_linkedin_form'],
      ['country', '1A', 'ck_leads_country'],
      ['country', 'd', 'ck_leads_country'],
      ['contact_email', '', 'ck_leads_email_form'],
      ['contact_email', 'dana', 'ck_leads_email_form'],
      ['contact_email', 'dana@acme', 'ck_leads_email_form'],
      ['contact_email', '@acme.example', 'ck_leads_email_form'],
      ['contact_email', 'a@b@c.example', 'ck_leads_email_form'],
      ['contact_email', 'da na@acme.example', 'ck_leads_email_form'],
      ['contact_email', 'dana@acme.example\n', 'ck_leads_email_form'],
      ['additional_data', '[]', 'ck_leads_additional_data'],
      ['additional_data', '"text"', 'ck_leads_additional_data'],
      ['additional_data', '1', 'ck_leads_additional_data'],
      ['status', 'won', 'ck_leads_status'],
      ['status', 'NEW', 'ck_leads_status'],
      ['status', 'qualified', 'ck_leads_qualified'],
      ['qualification_score', -0.01, 'ck_leads_score'],
      ['qualification_score', 100.01, 'ck_leads_score'],
      ['qualification_score', 'NaN', 'ck_leads_score'],
      ['qualification_tier', 'E', 'ck_leads_tier'],
      ['qualification_tier', 'a', 'ck_leads_tier'],
      ['qualification_method', 'magic', 'ck_leads_method'],
      ['qualification_latency_ms', -1, 'ck_leads_latency'],
      ['updated_at', '2000-01-01', 'ck_leads_times'],
    ])('%s = %j', async (field, value, constraint) => {
      const before = await count();
      expect(await insertBySql({ [field]: value })).toEqual({ code: CHECK, constraint });
      const body = {
        company_name: 'Acme',
        [field]: typeof value === 'string' && field === 'additional_data' ? JSON.parse(value) : value,
      };
      const emptyIsAbsent = (value === '' || value === '[]') && field !== 'company_name';
      const trimmed = value === 'dana@acme.example\n';
      const { status, body: answer } = await service.http.post('/api/v1/leads').send(body);
      expect({ status, code: answer.error_code }).toEqual(
        emptyIsAbsent || trimmed ? { status: 201, code: undefined } : { status: 422, code: 'VALIDATION_ERROR' },
      );
      expect(await count()).toBe(emptyIsAbsent || trimmed ? before + 1 : before);
    });

    it.each<[string, number]>([
      ['company_name', 255],
      ['company_website', 500],
      ['company_size', 100],
      ['industry', 200],
      ['contact_name', 255],
      ['contact_email', 255],
      ['contact_phone', 50],
      ['contact_title', 200],
      ['contact_linkedin_url', 500],
      ['source', 100],
      ['notes', 10_000],
      ['external_id', 255],
    ])('%s of more than %d characters', async (field, limit) => {
      const text = /website|url/.test(field) ? 'https://a' : field === 'contact_email' ? 'a@b.c' : 'a';
      const filled = (length: number) => text + '\u{1F600}'.repeat(length - text.length);
      expect(await insertBySql({ [field]: filled(limit) })).toEqual({});
      expect(await insertBySql({ [field]: filled(limit + 1) })).toEqual({ code: TOO_LONG });
      const { status } = await service.http
        .post('/api/v1/leads')
        .send({ company_name: 'Acme', [field]: filled(limit + 1) });
      expect(status).toBe(422);
    });

    it('a workspace that does not exist', async () => {
      const answer = await insertBySql({ workspace_id: UNKNOWN_WORKSPACE });
      expect(answer).toEqual({ code: '23503', constraint: 'fk_leads_workspace' });
    });

    it('the bounds themselves are taken', async () => {
      const bounds = { qualification_score: 100, qualification_latency_ms: 0, status: 'qualified' };
      expect(await insertBySql(bounds)).toEqual({});
      expect(await insertBySql({ ...bounds, qualification_score: 0, qualification_tier: 'D' })).toEqual({});
      expect(await insertBySql({ created_at: '2026-01-01', updated_at: '2026-01-01' })).toEqual({});
    });
  });

  describe('LeadsRepository, when a constraint is met', () => {
    it.each<[LeadFields, string]>([
      [{ companyName: '' }, 'ck_leads_company_name'],
      [{ companyName: 'Acme', contactEmail: 'dana' }, 'ck_leads_email_form'],
      [{ companyName: 'Acme', companyWebsite: 'acme' }, 'ck_leads_website_form'],
    ])('%j is invalid lead data', async (fields, constraint) => {
      const before = await count();
      const thrown: unknown = await leads
        .insert(DEFAULT_WORKSPACE_ID, uuidv7(), fields)
        .catch((error: unknown) => error);
      expect(thrown).toBeInstanceOf(InvalidLeadDataError);
      expect(thrown).toMatchObject({ errorCode: 'INVALID_LEAD_DATA', kind: 'invalid', details: { constraint } });
      expect(await count()).toBe(before);
    });

    it('an update is refused in the same way', async () => {
      const lead = await leads.insert(DEFAULT_WORKSPACE_ID, uuidv7(), { companyName: 'Acme' });
      const changed = leads.update(DEFAULT_WORKSPACE_ID, lead.id, { contactEmail: 'dana' });
      await expect(changed).rejects.toThrow(InvalidLeadDataError);
      expect(await leads.findById(DEFAULT_WORKSPACE_ID, lead.id)).toEqual(lead);
    });

    it('a taken external id is a lead that already exists', async () => {
      const fields = { companyName: 'Acme', externalId: 'crm-1' };
      await leads.insert(DEFAULT_WORKSPACE_ID, uuidv7(), fields);
      await expect(leads.insert(DEFAULT_WORKSPACE_ID, uuidv7(), fields)).rejects.toThrow(LeadAlreadyExistsError);
    });

    it('what no constraint names is a fault of a statement', async () => {
      const tooLong = leads.insert(DEFAULT_WORKSPACE_ID, uuidv7(), { companyName: 'a'.repeat(256) });
      await expect(tooLong).rejects.toThrow(DatabaseQueryError);
    });
  });
});
