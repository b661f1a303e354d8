import pg from 'pg';
import { DEFAULT_WORKSPACE_ID } from '../../src/database/workspace-id.js';

/** A request to store a lead, as a form on a page sends it. */
export const LEAD = {
  company_name: 'Acme Corp',
  company_website: 'https://acme.example',
  company_size: '50-200',
  industry: 'Software',
  contact_name: 'Dana Reyes',
  contact_email: 'dana.reyes@acme.example',
  contact_title: 'VP of Sales',
  notes: 'Asked for a demo; budget approved for this quarter.',
};

/** Every field filled as a CRM fills it, a minute apart, so that the order of a list is the order of creation. */
const INSERT = `
  INSERT INTO leads (
    workspace_id, id, company_name, company_website, company_size, industry, contact_name, contact_email, contact_phone,
    contact_title, notes, external_id, additional_data, status, qualification_score, qualification_tier,
    qualification_reasoning, qualification_factors, qualification_method, qualification_provider, qualification_model,
    qualification_latency_ms, qualified_at, created_at, updated_at)
  SELECT
    $1, gen_random_uuid(), 'Acme ' || n, 'https://acme-' || n || '.example', '50-200', 'Software', 'Dana Reyes',
    'dana.' || n || '@acme.example', '+1 555 010 0199', 'VP of Sales',
    'Asked for a demo; budget approved for this quarter.', 'crm-' || n, '{"source": "webinar", "campaign": "autumn"}',
    'qualified', 87.4, 'A', 'Strong fit in industry and size; the contact decides; budget is approved.',
    '{"company_fit": {"score": 90, "reason": "Software company with 50 to 200 people"},
      "contact_quality": {"score": 88, "reason": "A VP of Sales decides"},
      "sales_potential": {"score": 84, "reason": "Asked for a demo, has a budget"}}',
    'llm', 'cerebras', 'gpt-oss-120b', 640, moment, moment, moment
  FROM generate_series(1, $2::int) AS n, LATERAL (SELECT now() - n * interval '1 minute' AS moment) AS times
  RETURNING id`;

/**
 * Stores `count` leads and has PostgreSQL look at them at once, so that no autovacuum does in the middle of a round.
 * @returns their ids
 */
export async function insertSampleLeads(databaseUrl: string, count: number): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string }>(INSERT, [DEFAULT_WORKSPACE_ID, count]);
    await client.query('VACUUM ANALYZE leads');
    return rows.map(({ id }) => id);
  } finally {
    await client.end();
  }
}
