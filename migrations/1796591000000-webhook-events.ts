import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What changes a lead without being news to anybody: an event of its own tells of a score. */
const OWN_COLUMNS = [
  ...['status', 'version', 'search_text', 'updated_at', 'qualified_at', 'qualification_score', 'qualification_tier'],
  ...['qualification_reasoning', 'qualification_factors', 'qualification_method', 'qualification_provider'],
  ...['qualification_model', 'qualification_latency_ms', 'qualification_profile_version', 'qualification_scorer'],
  ...['qualification_fingerprint', 'qualification_facts_changed'],
];

const TIME = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const USD = (pico: string) => `trim_scale(${pico} / 1000000000000)::text`;

/**
 * Events of leads and of budgets are recorded by the statement that makes them true, whichever it is. An installation
 * without webhooks pays for one look at an index.
 */
export class WebhookEvents1796591000000 implements MigrationInterface {
  readonly name = 'WebhookEvents1796591000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(LEAD_DATA);
    await runner.query(CREATED);
    await runner.query(CHANGED);
    await runner.query(ERASED);
    await runner.query(BUDGETS);
    await runner.query(`
      CREATE OR REPLACE TRIGGER tr_leads_created_events AFTER INSERT ON leads REFERENCING NEW TABLE AS new_leads
      FOR EACH STATEMENT EXECUTE FUNCTION record_created_leads()`);
    await runner.query(`
      CREATE OR REPLACE TRIGGER tr_leads_changed_events AFTER UPDATE ON leads
      REFERENCING OLD TABLE AS old_leads NEW TABLE AS new_leads
      FOR EACH STATEMENT EXECUTE FUNCTION record_changed_leads()`);
    await runner.query(`
      CREATE OR REPLACE TRIGGER tr_leads_erased_events AFTER DELETE ON leads REFERENCING OLD TABLE AS old_leads
      FOR EACH STATEMENT EXECUTE FUNCTION erase_events_of_leads()`);
    await runner.query(`
      CREATE OR REPLACE TRIGGER tr_llm_budget_periods_events AFTER UPDATE OF announced ON llm_budget_periods
      FOR EACH ROW WHEN (NEW.announced > OLD.announced) EXECUTE FUNCTION record_reached_budget()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER tr_llm_budget_periods_events ON llm_budget_periods');
    await runner.query('DROP TRIGGER tr_leads_erased_events ON leads');
    await runner.query('DROP TRIGGER tr_leads_changed_events ON leads');
    await runner.query('DROP TRIGGER tr_leads_created_events ON leads');
    await runner.query('DROP FUNCTION record_reached_budget()');
    await runner.query('DROP FUNCTION erase_events_of_leads()');
    await runner.query('DROP FUNCTION record_changed_leads()');
    await runner.query('DROP FUNCTION record_created_leads()');
    await runner.query('DROP FUNCTION webhook_lead(leads)');
  }
}

/** No data of people: a receiver reads those by the lead's id, with a key of its own, and only for as long as they exist. */
const LEAD_DATA = `
  CREATE OR REPLACE FUNCTION webhook_lead(lead leads) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
      'id', lead.id, 'external_id', lead.external_id, 'company_name', lead.company_name, 'source', lead.source,
      'status', lead.status, 'version', lead.version, 'qualification_score', lead.qualification_score::float8,
      'qualification_tier', lead.qualification_tier, 'qualification_method', lead.qualification_method,
      'qualified_at', ${TIME('lead.qualified_at')}, 'created_at', ${TIME('lead.created_at')},
      'updated_at', ${TIME('lead.updated_at')})
  $$`;

/** Rows for the webhooks that want the events of a query named \`events\`. */
const RECORD = `
  INSERT INTO webhook_deliveries (workspace_id, id, webhook_id, event_id, type, subject_id, data)
  SELECT events.workspace_id, gen_random_uuid(), webhooks.id, events.event_id, events.type, events.subject_id, events.data
  FROM events JOIN webhooks ON webhooks.workspace_id = events.workspace_id
    AND webhooks.enabled AND events.type = ANY (webhooks.events)
  ORDER BY events.rank`;

/** By EXECUTE, which plans anew: a plan for one lead, kept for a session, would compare each of 5,000 with each other. */
const CREATED = `
  CREATE OR REPLACE FUNCTION record_created_leads() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NOT EXISTS (SELECT FROM webhooks WHERE enabled) THEN RETURN NULL; END IF;
    EXECUTE $events$ WITH events AS MATERIALIZED (
      SELECT lead.workspace_id, lead.id AS subject_id, gen_random_uuid() AS event_id, event.type, event.rank,
        jsonb_build_object('lead', webhook_lead(lead)) AS data
      FROM new_leads AS lead CROSS JOIN LATERAL (
        VALUES ('lead.created', 1, true), ('lead.qualified', 2, lead.qualified_at IS NOT NULL)
      ) AS event (type, rank, is_true)
      WHERE event.is_true AND EXISTS (
        SELECT FROM webhooks WHERE webhooks.workspace_id = lead.workspace_id AND webhooks.enabled))
    ${RECORD} $events$;
    RETURN NULL;
  END $$`;

const CHANGED = `
  CREATE OR REPLACE FUNCTION record_changed_leads() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NOT EXISTS (SELECT FROM webhooks WHERE enabled) THEN RETURN NULL; END IF;
    EXECUTE $events$ WITH events AS MATERIALIZED (
      SELECT lead.workspace_id, lead.id AS subject_id, gen_random_uuid() AS event_id, event.type, event.rank,
        jsonb_build_object('lead', webhook_lead(lead)) || event.more AS data
      FROM new_leads AS lead JOIN old_leads AS former ON former.workspace_id = lead.workspace_id AND former.id = lead.id
      CROSS JOIN LATERAL (
        VALUES ('lead.updated', 1, to_jsonb(lead) - '{${OWN_COLUMNS.join(',')}}'::text[]
            IS DISTINCT FROM to_jsonb(former) - '{${OWN_COLUMNS.join(',')}}'::text[], '{}'::jsonb),
          ('lead.qualified', 2, lead.qualified_at IS NOT NULL AND lead.qualified_at IS DISTINCT FROM former.qualified_at, '{}'),
          ('lead.tier_changed', 3, lead.qualification_tier <> former.qualification_tier,
            jsonb_build_object('previous_tier', former.qualification_tier))
      ) AS event (type, rank, is_true, more)
      WHERE event.is_true AND EXISTS (
        SELECT FROM webhooks WHERE webhooks.workspace_id = lead.workspace_id AND webhooks.enabled))
    ${RECORD} $events$;
    RETURN NULL;
  END $$`;

/** An erased lead leaves nothing behind, also not what is still to be told of it. */
const ERASED = `
  CREATE OR REPLACE FUNCTION erase_events_of_leads() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NOT EXISTS (SELECT FROM webhooks) THEN RETURN NULL; END IF;
    EXECUTE $events$ DELETE FROM webhook_deliveries AS delivery USING old_leads AS lead
    WHERE delivery.workspace_id = lead.workspace_id AND delivery.subject_id = lead.id $events$;
    RETURN NULL;
  END $$`;

const BUDGETS = `
  CREATE OR REPLACE FUNCTION record_reached_budget() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    WITH events AS MATERIALIZED (
      SELECT budget.workspace_id, budget.id AS subject_id, gen_random_uuid() AS event_id, 1 AS rank,
        CASE WHEN NEW.announced >= 100 THEN 'budget.exceeded' ELSE 'budget.warning' END AS type,
        jsonb_build_object('budget', jsonb_build_object(
          'id', budget.id, 'key_id', budget.key_id, 'period', budget.period, 'mode', budget.mode,
          'starts_at', ${TIME('NEW.starts_at')}, 'resets_at', ${TIME('NEW.ends_at')},
          'limit_usd', ${USD('budget.limit_pico_usd')}, 'spent_usd', ${USD('NEW.spent_pico_usd')})) AS data
      FROM llm_budgets AS budget WHERE budget.workspace_id = NEW.workspace_id AND budget.id = NEW.budget_id)
    ${RECORD};
    RETURN NULL;
  END $$`;
