import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndex, dropIndex, replaceIndex } from '../src/database/concurrent-index.js';

const SCORE = 'COALESCE(qualification_score, -1)';
const COMPANY = 'lower(company_name) COLLATE "C"';

/**
 * An index for every filter and every sort of the lists. Built CONCURRENTLY, one statement a transaction: leads are read
 * and written meanwhile, however many there are; what broke off in the middle is run again.
 */
export class ListIndexes1795600000000 implements MigrationInterface {
  readonly name = 'ListIndexes1795600000000';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    // Behind its order, each carries what the other filters ask for: who does not pass is left out unread.
    await replaceIndex(
      runner,
      'ix_leads_created_at',
      `ON leads (workspace_id, created_at DESC, id DESC, status, qualification_tier, lower(industry), (${SCORE}))`,
    );
    await replaceIndex(
      runner,
      'ix_leads_score',
      `ON leads (workspace_id, (${SCORE}) DESC, id DESC, status, qualification_tier, lower(industry), created_at)`,
    );
    await replaceIndex(
      runner,
      'ix_leads_company_name',
      `ON leads (workspace_id, (${COMPANY}), id, status, qualification_tier, lower(industry), (${SCORE}), created_at)`,
    );
    await replaceIndex(
      runner,
      'ix_leads_industry',
      `ON leads (workspace_id, lower(industry), created_at DESC, id DESC, status, qualification_tier, (${SCORE}))`,
    );
    // Status and tier go with score and age: new leads have no score, and tier D lies at the end of every list by score.
    await createIndex(
      runner,
      'ix_leads_status',
      `ON leads (workspace_id, status, created_at DESC, id DESC, qualification_tier, lower(industry), (${SCORE}))`,
    );
    await createIndex(
      runner,
      'ix_leads_status_score',
      `ON leads (workspace_id, status, (${SCORE}) DESC, id DESC, qualification_tier, lower(industry), created_at)`,
    );
    await createIndex(
      runner,
      'ix_leads_tier',
      `ON leads (workspace_id, qualification_tier, created_at DESC, id DESC, status, lower(industry), (${SCORE}))
       WHERE qualification_tier IS NOT NULL`,
    );
    await createIndex(
      runner,
      'ix_leads_tier_score',
      `ON leads (workspace_id, qualification_tier, (${SCORE}) DESC, id DESC, status, lower(industry), created_at)
       WHERE qualification_tier IS NOT NULL`,
    );
    await runner.query('CREATE EXTENSION IF NOT EXISTS pg_trgm');
    // New rows wait in a list that each search reads through; half a megabyte of it costs a search less than 1 ms.
    await createIndex(
      runner,
      'ix_leads_search',
      `ON leads USING gin ((company_name || E'\\n' || COALESCE(contact_name, '') || E'\\n' || COALESCE(contact_email, ''))
         gin_trgm_ops) WITH (gin_pending_list_limit = 512)`,
    );
    await createIndex(
      runner,
      'ix_audit_events_action',
      'ON audit_events (workspace_id, action, created_at DESC, id DESC)',
    );
    await createIndex(runner, 'ix_workspaces_created_at', 'ON workspaces (created_at DESC, id DESC)');
  }

  /** Leaves the extension, which may have been there before, or serve others by now. */
  async down(runner: QueryRunner): Promise<void> {
    await dropIndex(runner, 'ix_workspaces_created_at');
    await dropIndex(runner, 'ix_audit_events_action');
    await dropIndex(runner, 'ix_leads_search');
    await dropIndex(runner, 'ix_leads_tier_score');
    await dropIndex(runner, 'ix_leads_tier');
    await dropIndex(runner, 'ix_leads_status_score');
    await dropIndex(runner, 'ix_leads_status');
    await replaceIndex(
      runner,
      'ix_leads_industry',
      'ON leads (workspace_id, lower(industry), created_at DESC, id DESC)',
    );
    await replaceIndex(runner, 'ix_leads_company_name', `ON leads (workspace_id, (${COMPANY}), id)`);
    await replaceIndex(runner, 'ix_leads_score', `ON leads (workspace_id, (${SCORE}) DESC, id DESC)`);
    await replaceIndex(runner, 'ix_leads_created_at', 'ON leads (workspace_id, created_at DESC, id DESC)');
  }
}
