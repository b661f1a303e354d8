import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndex, dropIndex } from '../src/database/concurrent-index.js';

/** Finds the scores that no longer hold: by what they rest on, of which a workspace has few. Built while others read and write. */
export class ScoreBasisIndex1796551000000 implements MigrationInterface {
  readonly name = 'ScoreBasisIndex1796551000000';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await createIndex(
      runner,
      'ix_leads_score_basis',
      `ON leads (workspace_id, (
         CASE WHEN qualification_facts_changed THEN 'facts'
           ELSE COALESCE(qualification_profile_version, 0) || ' ' ||
             COALESCE(qualification_scorer, CASE qualification_method WHEN 'rules' THEN qualification_model END)
         END COLLATE "C"
       )) WHERE qualification_score IS NOT NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropIndex(runner, 'ix_leads_score_basis');
  }
}
