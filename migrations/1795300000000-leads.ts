import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Workspaces, leads, their qualifications, and the profiles they are scored by. */
export class Leads1795300000000 implements MigrationInterface {
  readonly name = 'Leads1795300000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE workspaces (
        id         uuid           CONSTRAINT pk_workspaces PRIMARY KEY,
        name       varchar(100)   NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now()
      );

      INSERT INTO workspaces (id, name) VALUES ('00000000-0000-7000-8000-000000000001', 'default');

      CREATE TABLE secrets (
        name  varchar(50) CONSTRAINT pk_secrets PRIMARY KEY,
        value bytea       NOT NULL
      );

      INSERT INTO secrets (name, value)
      VALUES ('cursor', sha256((gen_random_uuid()::text || gen_random_uuid()::text)::bytea));

      CREATE TABLE scoring_profiles (
        workspace_id uuid           NOT NULL,
        version      integer        NOT NULL,
        definition   jsonb          NOT NULL,
        created_at   timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT pk_scoring_profiles PRIMARY KEY (workspace_id, version),
        CONSTRAINT fk_scoring_profiles_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces ON DELETE CASCADE,
        CONSTRAINT ck_scoring_profiles_version CHECK (version >= 1)
      );

      INSERT INTO scoring_profiles (workspace_id, version, definition)
      VALUES ('00000000-0000-7000-8000-000000000001', 1, '{
        "idealIndustries": ["Software", "Financial Services", "Healthcare", "Manufacturing", "Professional Services"],
        "companySizes": [{ "min": 50, "max": 1000 }],
        "targetTitles": ["Sales", "Revenue Operations", "Marketing", "Business Development", "Growth"],
        "targetSeniorities": ["c_level", "vp", "head", "director"],
        "buyingSignals": ["demo", "budget", "pricing", "evaluating", "this quarter", "expanding", "hiring", "funding"],
        "disqualifiers": ["student", "competitor", "no budget", "not interested", "unsubscribe"],
        "weights": { "companyFit": 0.4, "contactQuality": 0.3, "salesPotential": 0.3 },
        "tierLimits": { "a": 80, "b": 60, "c": 40 }
      }');

      CREATE TABLE leads (
        workspace_id               uuid           NOT NULL,
        id                         uuid           NOT NULL,
        company_name               varchar(255)   NOT NULL,
        company_website            varchar(500),
        company_size               varchar(100),
        industry                   varchar(200),
        contact_name               varchar(255),
        contact_email              varchar(255),
        contact_phone              varchar(50),
        contact_title              varchar(200),
        notes                      varchar(10000),
        external_id                varchar(255),
        additional_data            jsonb,
        status                     varchar(20)    NOT NULL DEFAULT 'new',
        qualification_score        numeric(5, 2),
        qualification_tier         char(1),
        qualification_reasoning    text,
        qualification_factors      jsonb,
        qualification_method       varchar(20),
        qualification_provider     varchar(100),
        qualification_model        varchar(200),
        qualification_latency_ms   integer,
        qualified_at               timestamptz(3),
        created_at                 timestamptz(3) NOT NULL DEFAULT now(),
        updated_at                 timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT pk_leads PRIMARY KEY (workspace_id, id),
        CONSTRAINT fk_leads_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces ON DELETE CASCADE,
        CONSTRAINT ck_leads_company_name CHECK (company_name <> ''),
        CONSTRAINT ck_leads_website_form CHECK (company_website ~* '^https?://[^[:space:]]+$'),
        CONSTRAINT ck_leads_email_form CHECK (contact_email ~ '^[^@[:space:]]+@[^@[:space:]]+[.][^@[:space:]]+$'),
        CONSTRAINT ck_leads_additional_data CHECK (jsonb_typeof(additional_data) = 'object'),
        CONSTRAINT ck_leads_status CHECK (status IN ('new', 'qualifying', 'qualified', 'failed')),
        CONSTRAINT ck_leads_score CHECK (qualification_score BETWEEN 0 AND 100),
        CONSTRAINT ck_leads_tier CHECK (qualification_tier IN ('A', 'B', 'C', 'D')),
        CONSTRAINT ck_leads_method CHECK (qualification_method IN ('llm', 'rules')),
        CONSTRAINT ck_leads_latency CHECK (qualification_latency_ms >= 0),
        CONSTRAINT ck_leads_qualified CHECK (status <> 'qualified' OR qualification_score IS NOT NULL),
        CONSTRAINT ck_leads_times CHECK (created_at <= updated_at)
      );

      CREATE INDEX ix_leads_created_at ON leads (workspace_id, created_at DESC, id DESC);
      CREATE INDEX ix_leads_score ON leads (workspace_id, (COALESCE(qualification_score, -1)) DESC, id DESC);
      CREATE INDEX ix_leads_company_name ON leads (workspace_id, (lower(company_name) COLLATE "C"), id);
      CREATE INDEX ix_leads_industry ON leads (workspace_id, lower(industry), created_at DESC, id DESC);
      CREATE INDEX ix_leads_qualifying ON leads (updated_at) WHERE status = 'qualifying';
      CREATE UNIQUE INDEX ux_leads_external_id ON leads (workspace_id, external_id) WHERE external_id IS NOT NULL;

      CREATE TABLE qualifications (
        workspace_id    uuid           NOT NULL,
        id              uuid           NOT NULL,
        lead_id         uuid           NOT NULL,
        score           numeric(5, 2)  NOT NULL,
        tier            char(1)        NOT NULL,
        reasoning       text           NOT NULL,
        factors         jsonb          NOT NULL,
        method          varchar(20)    NOT NULL,
        provider        varchar(100),
        model           varchar(200)   NOT NULL,
        latency_ms      integer        NOT NULL,
        profile_version integer        NOT NULL,
        prompt_version  varchar(50),
        fallback_reason varchar(100),
        created_at      timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT pk_qualifications PRIMARY KEY (workspace_id, id),
        CONSTRAINT fk_qualifications_lead
          FOREIGN KEY (workspace_id, lead_id) REFERENCES leads (workspace_id, id) ON DELETE CASCADE,
        CONSTRAINT fk_qualifications_profile
          FOREIGN KEY (workspace_id, profile_version) REFERENCES scoring_profiles (workspace_id, version),
        CONSTRAINT ck_qualifications_score CHECK (score BETWEEN 0 AND 100),
        CONSTRAINT ck_qualifications_tier CHECK (tier IN ('A', 'B', 'C', 'D')),
        CONSTRAINT ck_qualifications_method CHECK (method IN ('llm', 'rules')),
        CONSTRAINT ck_qualifications_latency CHECK (latency_ms >= 0)
      );

      CREATE INDEX ix_qualifications_lead ON qualifications (workspace_id, lead_id, created_at DESC, id DESC);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE qualifications;
      DROP TABLE leads;
      DROP TABLE scoring_profiles;
      DROP TABLE secrets;
      DROP TABLE workspaces;
    `);
  }
}
