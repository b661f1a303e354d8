import { Logger } from '@nestjs/common';
import { createDataSource } from '../database/data-source.js';
import { DatabaseSettings } from '../database/database.settings.js';
import { Migrator } from '../database/migrator.js';
import { schema } from '../schema.js';
import { abortOnSignal, runProcess, withDatabase } from './run-process.js';

const STEPS: Record<MigrateStep, (migrator: Migrator) => Promise<string>> = {
  run: async (migrator) => list('Ran', await migrator.run(), 'Nothing to run.'),
  revert: async (migrator) => list('Reverted', await migrator.revert(), 'Nothing to revert.'),
  status: async (migrator) => list('Pending', await migrator.pending(), 'Nothing is pending.'),
};

export type MigrateStep = 'run' | 'revert' | 'status';

/** Takes one step with the migrations of the service, and prints which they were. */
export function migrate(step: MigrateStep): Promise<void> {
  Logger.overrideLogger(false);
  return runProcess((running) =>
    withDatabase(
      running,
      async (url) => {
        const dataSource = await createDataSource(url, running.settings.get(DatabaseSettings), schema).initialize();
        try {
          console.log(await abortOnSignal(running, STEPS[step](new Migrator(dataSource))));
        } finally {
          await dataSource.destroy();
        }
      },
      { isShared: true },
    ),
  );
}

function list(what: string, names: string[], nothing: string): string {
  return names.length === 0 ? nothing : names.map((name) => `${what} ${name}`).join('\n');
}
