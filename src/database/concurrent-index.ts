import type { QueryRunner } from 'typeorm';

/**
 * Builds an index without blocking writes, for a migration with `transaction = false`. An invalid index that a failed
 * build left behind is dropped first, so that the migration can be run again.
 * @param definition the part after the name, such as `ON leads (workspace_id, status)`
 */
export async function createIndex(
  runner: QueryRunner,
  name: string,
  definition: string,
  { unique = false } = {},
): Promise<void> {
  const [index] = (await runner.query(`SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = to_regclass($1)`, [
    name,
  ])) as { valid: boolean }[];
  if (index?.valid === true) return;
  if (index !== undefined) await dropIndex(runner, name);
  await runner.query(`CREATE ${unique ? 'UNIQUE ' : ''}INDEX CONCURRENTLY ${name} ${definition}`);
}

/** Replaces an index; at every moment one of the two serves queries. */
export async function replaceIndex(runner: QueryRunner, name: string, definition: string): Promise<void> {
  const successor = `${name}_next`;
  await createIndex(runner, successor, definition);
  await dropIndex(runner, name);
  await runner.query(`ALTER INDEX ${successor} RENAME TO ${name}`);
}

/** Drops an index without blocking writes. */
export async function dropIndex(runner: QueryRunner, name: string): Promise<void> {
  await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
}
