import { Logger } from '@nestjs/common';
import { createDataSource } from '../database/data-source.js';
import { DatabaseSettings } from '../database/database.settings.js';
import { Migrator } from '../database/migrator.js';
import type { RevertPlan } from '../database/revert-plan.js';
import { schema } from '../schema.js';
import { confirm } from './confirmation.js';
import { abortOnSignal, runProcess, withDatabase } from './run-process.js';

const STEPS: Record<MigrateStep, (migrator: Migrator, options: RevertOptions) => Promise<string>> = {
  run: async (migrator) => list('Ran', await migrator.run(), 'Nothing to run.'),
  revert: async (migrator, { yes = false }) => {
    const plan = await migrator.revertPlan();
    if (plan !== undefined) await announce(plan, yes);
    return list('Reverted', await migrator.revert(), 'Nothing to revert.');
  },
  status: async (migrator) => list('Pending', await migrator.pending(), 'Nothing is pending.'),
};

export type MigrateStep = 'run' | 'revert' | 'status';

export interface RevertOptions {
  /** Whether to revert without asking. */
  yes?: boolean;
}

/** Takes one step with the migrations of the service, and prints which they were. */
export function migrate(step: MigrateStep, options: RevertOptions = {}): Promise<void> {
  Logger.overrideLogger(false);
  return runProcess((running) =>
    withDatabase(
      running,
      async (url) => {
        const dataSource = await createDataSource(url, running.settings.get(DatabaseSettings), schema).initialize();
        try {
          console.log(await abortOnSignal(running, STEPS[step](new Migrator(dataSource), options)));
        } finally {
          await dataSource.destroy();
        }
      },
      { isShared: true },
    ),
  );
}

/** Prints what is lost, and asks. */
async function announce({ migration, losses }: RevertPlan, isConfirmed: boolean): Promise<void> {
  console.log([`Reverting ${migration} drops${losses.length === 0 ? ' nothing' : ''}`, ...losses].join('\n  '));
  if (!isConfirmed) await confirm('Revert it? What it drops is lost.');
}

function list(what: string, names: string[], nothing: string): string {
  return names.length === 0 ? nothing : names.map((name) => `${what} ${name}`).join('\n');
}
