import { expect, it } from 'vitest';
import { TableStatistics } from '../../../src/database/table-statistics.js';
import { DEFAULT_WORKSPACE_ID } from '../../../src/database/workspace-id.js';
import { useService } from '../../support/test-service.js';
import { until } from '../../support/until.js';

const service = useService();

/** How many leads PostgreSQL believes there are. */
async function believed(): Promise<number> {
  const [row] = await service.database.query<{ count: number }>(
    `SELECT reltuples::int AS count FROM pg_class WHERE oid = 'leads'::regclass`,
  );
  return row!.count;
}

async function grow(count: number): Promise<void> {
  await service.database.query(
    `INSERT INTO leads (workspace_id, id, company_name)
     SELECT $1, gen_random_uuid(), 'Acme ' || n FROM generate_series(1, $2::int) AS n`,
    [DEFAULT_WORKSPACE_ID, count],
  );
}

it('PostgreSQL knows how large a table is, soon after it has doubled, and is not asked to look before', async () => {
  const statistics = service.app.get(TableStatistics, { strict: false });
  const sweptUntil = (count: number) =>
    until(async () => {
      await statistics.sweep();
      return (await believed()) === count;
    });
  await grow(3_000);
  await sweptUntil(3_000);
  await grow(2_900);
  await service.database.query('SELECT pg_stat_force_next_flush()');
  await statistics.sweep();
  expect(await believed()).toBe(3_000);
  await grow(200);
  await sweptUntil(6_100);
});
