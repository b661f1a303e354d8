import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndex, dropIndex } from '../src/database/concurrent-index.js';

/** The domain of a company and the name of a contact. Pages of networks are no domain of their own. */
const PERSON = `lower(substring(company_website from '(?i)^https?://(?:[^/?#@]*@)?(?:www[.])?((?!(?:[a-z-]+[.])*(?:linkedin|facebook|instagram|twitter|x|youtube|xing|google)[.]com)[^/:?#]+)') || chr(10) || contact_name)`;

/** Finds leads by the domain of their company and the name of their contact. Built while others read and write. */
export class LeadPersonIndex1796571000000 implements MigrationInterface {
  readonly name = 'LeadPersonIndex1796571000000';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await createIndex(
      runner,
      'ix_leads_person',
      `ON leads (workspace_id, (${PERSON})) WHERE company_website IS NOT NULL AND contact_name IS NOT NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropIndex(runner, 'ix_leads_person');
  }
}
