import pg from 'pg';
import { expect, it } from 'vitest';
import { DatabaseProbe } from '../../../src/database/database.probe.js';
import { schema } from '../../../src/schema.js';
import { useTestDatabase } from '../../support/test-database.js';
import { useStarted } from '../../support/use-started.js';

const postgres = useTestDatabase();
const locker = useStarted(
  async () => {
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    return client;
  },
  (client) => client.end(),
);
const probe = useStarted(
  () => Promise.resolve(new DatabaseProbe({ connectionString: postgres.url }, schema.migrations)),
  (started) => started.onApplicationShutdown(),
);

it('the probe of the database runs one statement at a time, also while a migration holds it up', async () => {
  const warnings: string[] = [];
  const note = ({ message }: Error) => warnings.push(message);
  process.on('warning', note);
  await locker.query('BEGIN');
  await locker.query('LOCK TABLE sales_agent_migrations');
  const held = probe.check();
  const idle = await Promise.all([probe.findIdle([1]), probe.findIdle([2]), probe.findIdle([3])]);
  await locker.query('ROLLBACK');
  expect(await held).toEqual({ reachable: false });
  expect(idle).toEqual([[1], [2], [3]]);
  expect(await probe.check()).toMatchObject({ reachable: true });
  process.off('warning', note);
  // pg warns of a statement that waits for two others.
  expect(warnings).toEqual([]);
});
