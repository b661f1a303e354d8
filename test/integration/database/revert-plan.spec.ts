import type { DataSource } from 'typeorm';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadSettings } from '../../../src/app.settings.js';
import { createDataSource } from '../../../src/database/data-source.js';
import { DatabaseSettings } from '../../../src/database/database.settings.js';
import { Migrator } from '../../../src/database/migrator.js';
import type { RevertPlan } from '../../../src/database/revert-plan.js';
import { schema } from '../../../src/schema.js';
import { useTestDatabase } from '../../support/test-database.js';
import { useStarted } from '../../support/use-started.js';

const database = useTestDatabase();
const dataSource = useStarted<DataSource>(
  () => createDataSource(database.url, loadSettings({}).get(DatabaseSettings), schema).initialize(),
  (started) => started.destroy(),
);

describe('the plan of a revert', () => {
  const plans: RevertPlan[] = [];

  beforeAll(async () => {
    await database.query(`INSERT INTO leads (workspace_id, id, company_name, status)
      VALUES ('00000000-0000-7000-8000-000000000001', gen_random_uuid(), 'Acme', 'new')`);
  });

  it('is made of every migration, the newest first, and changes nothing by itself', async () => {
    const migrator = new Migrator(dataSource);
    for (let plan = await migrator.revertPlan(); plan !== undefined; plan = await migrator.revertPlan()) {
      plans.push(plan);
      expect(await migrator.revertPlan()).toEqual(plan);
      expect(await migrator.revert()).toEqual([plan.migration]);
    }
    const names = schema.migrations.map(({ name }) => name);
    expect(plans.map(({ migration }) => migration)).toEqual(names.reverse());
  }, 60_000);

  it('names columns and tables that are dropped, and how many rows these have', () => {
    const losses = new Map(plans.map((plan) => [plan.migration, plan.losses]));
    expect(losses.get('OutcomeDetails1796631000000')).toEqual([
      'column leads.outcome_value_usd',
      'column leads.outcome_reason',
    ]);
    expect(losses.get('Leads1795300000000')).toContain('table leads (1 rows)');
  });
});
