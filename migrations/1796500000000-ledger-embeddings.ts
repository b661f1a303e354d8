import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rows of embeddings in the ledger. The new constraint is checked apart, which blocks no writes. */
export class LedgerEmbeddings1796500000000 implements MigrationInterface {
  readonly name = 'LedgerEmbeddings1796500000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE llm_calls
        DROP CONSTRAINT ck_llm_calls_operation,
        ADD CONSTRAINT ck_llm_calls_operation
          CHECK (operation IN ('chat', 'qualification', 'research', 'embedding')) NOT VALID`);
    await runner.query('ALTER TABLE llm_calls VALIDATE CONSTRAINT ck_llm_calls_operation');
  }

  /** Rows of embeddings stay in the ledger, as those of chats. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`UPDATE llm_calls SET operation = 'chat' WHERE operation = 'embedding'`);
    await runner.query(`
      ALTER TABLE llm_calls
        DROP CONSTRAINT ck_llm_calls_operation,
        ADD CONSTRAINT ck_llm_calls_operation CHECK (operation IN ('chat', 'qualification', 'research'))`);
  }
}
