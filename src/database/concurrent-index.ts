import type { QueryRunner } from 'typeorm';

/**
 * Builds an index while others go on writing, for a migration with `transaction = false`. What a build that broke off
 * has left behind is taken away first, so that the migration can be run again.
 * @param definition what stands behind the name, such as `ON leads (workspace_id, status)`
 */
export async function createIndex(runner: QueryRunner, name: string, definition: string): Promise<void> {
  const [index] = (await runner.query(`SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = to_regclass($1)`, [
    name,
  ])) as { valid: boolean }[];
  if (index?.valid === true) return;
  if (index !== undefined) await dropIndex(runner, name);
  await runner.query(`CREATE INDEX CONCURRENTLY ${name} ${definition}`);
}

/** Puts an index in the place of the one of this name; at every moment one of the two serves the readers. */
export async function replaceIndex(runner: QueryRunner, name: string, definition: string): Promise<void> {
  const successor = `${name}_next`;
  await createIndex(runner, successor, definition);
  await dropIndex(runner, name);
  await runner.query(`ALTER INDEX ${successor} RENAME TO ${name}`);
}

/** Takes an index away without waiting in front of those who write. */
export async function dropIndex(runner: QueryRunner, name: string): Promise<void> {
  await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
}
