import type { TestDatabase } from './test-database.js';

interface Contents {
  rows: number;
  digest: string;
}

/** What each table holds, as counts and digests, by name; those that only last while a process does are left out. */
export async function contentsOf(database: Pick<TestDatabase, 'query'>): Promise<Record<string, Contents>> {
  const tables = await database.query<{ name: string }>(
    `SELECT format('%I.%I', nspname, relname) AS name FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
     WHERE nspname IN ('public', 'sales_agent_jobs') AND relkind IN ('r', 'p') AND NOT relispartition
       AND relpersistence = 'p' AND relname !~ '^(queue_stats|instance|bam|warning|version|sales_agent_migrations)'
     ORDER BY name`,
  );
  const contents: Record<string, Contents> = {};
  for (const { name } of tables) {
    const [found] = await database.query<Contents>(
      `SELECT count(*)::int AS rows, COALESCE(md5(string_agg(row_text, E'\\n' ORDER BY row_text)), '') AS digest
       FROM (SELECT to_jsonb(t)::text AS row_text FROM ${name} AS t) AS texts`,
    );
    contents[name] = found!;
  }
  return contents;
}
