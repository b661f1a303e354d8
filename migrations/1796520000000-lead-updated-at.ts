import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndex, dropIndex, replaceIndex } from '../src/database/concurrent-index.js';

const SCORE = 'COALESCE(qualification_score, -1)';
/** The indexes of the other sorts that have something to do with age, without the last change. */
const SORTED = {
  ix_leads_created_at: `workspace_id, created_at DESC, id DESC, status, qualification_tier, lower(industry), (${SCORE})`,
  ix_leads_score: `workspace_id, (${SCORE}) DESC, id DESC, status, qualification_tier, lower(industry), created_at, lower(source),
    lower(country)`,
};

/**
 * Lists by the last change. Leads are mostly changed in the order in which they came, so a list by age, or of leads without a
 * score, with a filter on the last change would read all that are older: their indexes have the last change, too. Built while others read and write.
 */
export class LeadUpdatedAt1796520000000 implements MigrationInterface {
  readonly name = 'LeadUpdatedAt1796520000000';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await createIndex(
      runner,
      'ix_leads_updated_at',
      `ON leads (workspace_id, updated_at DESC, id DESC, status, qualification_tier, lower(industry), (${SCORE}), created_at,
         lower(source), lower(country))`,
    );
    for (const [name, columns] of Object.entries(SORTED)) {
      await replaceIndex(runner, name, `ON leads (${columns}, updated_at)`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [name, columns] of Object.entries(SORTED)) await replaceIndex(runner, name, `ON leads (${columns})`);
    await dropIndex(runner, 'ix_leads_updated_at');
  }
}
