import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What scorers read of a lead: every field that callers write, except its `external_id`. */
const FACTS = [
  ...['company_name', 'company_website', 'company_size', 'industry', 'contact_name', 'contact_email', 'contact_phone'],
  ...['contact_title', 'contact_linkedin_url', 'country', 'source', 'notes', 'additional_data'],
];
const pairs = FACTS.map((name) => `'${name}', lead.${name}`).join(', ');
const rowOf = (row: string) => ['qualification_fingerprint', ...FACTS].map((name) => `${row}.${name}`).join(', ');

/**
 * Each qualification keeps the facts that it was made from, with their fingerprint. A trigger compares the fingerprint of a
 * lead's score with the lead's facts whenever either changes, by whatever statement or release. Leads that were scored before
 * have no fingerprint until they are scored again.
 */
export class QualifiedFacts1796550000000 implements MigrationInterface {
  readonly name = 'QualifiedFacts1796550000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE qualifications
        ADD COLUMN IF NOT EXISTS facts jsonb,
        ADD COLUMN IF NOT EXISTS facts_fingerprint varchar(64)`);
    await runner.query(`
      ALTER TABLE leads
        ADD COLUMN IF NOT EXISTS qualification_profile_version integer,
        ADD COLUMN IF NOT EXISTS qualification_scorer varchar(300),
        ADD COLUMN IF NOT EXISTS qualification_fingerprint varchar(64),
        ADD COLUMN IF NOT EXISTS qualification_facts_changed boolean NOT NULL DEFAULT false`);
    await runner.query(`
      CREATE OR REPLACE FUNCTION lead_facts(lead leads) RETURNS jsonb LANGUAGE sql STABLE
      AS $$ SELECT jsonb_build_object(${pairs}) $$`);
    // jsonb has one order of keys and one way to write a value.
    await runner.query(`
      CREATE OR REPLACE FUNCTION facts_fingerprint(facts jsonb) RETURNS text LANGUAGE sql STABLE
      AS $$ SELECT encode(sha256(convert_to(facts::text, 'UTF8')), 'hex') $$`);
    await runner.query(`
      CREATE OR REPLACE FUNCTION compare_qualified_facts() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        NEW.qualification_facts_changed := facts_fingerprint(lead_facts(NEW)) <> NEW.qualification_fingerprint;
        RETURN NEW;
      END $$`);
    await runner.query(`
      CREATE OR REPLACE TRIGGER tr_leads_compare_facts BEFORE UPDATE ON leads FOR EACH ROW
      WHEN (NEW.qualification_fingerprint IS NOT NULL AND (${rowOf('NEW')}) IS DISTINCT FROM (${rowOf('OLD')}))
      EXECUTE FUNCTION compare_qualified_facts()`);
    await runner.query(`
      CREATE TABLE IF NOT EXISTS scoring_claims (
        workspace_id uuid NOT NULL,
        lead_id uuid NOT NULL,
        qualification_id uuid NOT NULL,
        held_until timestamptz(3) NOT NULL,
        CONSTRAINT pk_scoring_claims PRIMARY KEY (workspace_id, lead_id),
        CONSTRAINT fk_scoring_claims_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE scoring_claims');
    await runner.query('DROP TRIGGER tr_leads_compare_facts ON leads');
    await runner.query('DROP FUNCTION compare_qualified_facts()');
    await runner.query('DROP FUNCTION facts_fingerprint(jsonb)');
    await runner.query('DROP FUNCTION lead_facts(leads)');
    await runner.query(`
      ALTER TABLE leads
        DROP COLUMN qualification_profile_version,
        DROP COLUMN qualification_scorer,
        DROP COLUMN qualification_fingerprint,
        DROP COLUMN qualification_facts_changed`);
    await runner.query('ALTER TABLE qualifications DROP COLUMN facts, DROP COLUMN facts_fingerprint');
  }
}
