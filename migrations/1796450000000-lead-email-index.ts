import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndex, dropIndex } from '../src/database/concurrent-index.js';

/** Finds leads by the exact e-mail address of their contact. Built while others read and write. */
export class LeadEmailIndex1796450000000 implements MigrationInterface {
  readonly name = 'LeadEmailIndex1796450000000';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await createIndex(
      runner,
      'ix_leads_contact_email',
      `ON leads (workspace_id, lower(contact_email), created_at DESC, id DESC) WHERE contact_email IS NOT NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropIndex(runner, 'ix_leads_contact_email');
  }
}
