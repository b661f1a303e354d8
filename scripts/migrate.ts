// Runs what is pending, or takes the newest migration back: node dist/scripts/migrate.js run|revert
import 'reflect-metadata';
import { ConfigurationError } from '../src/config/configuration.error.js';
import { DatabaseSettings } from '../src/database/database.settings.js';
import { readEnvironment } from '../src/config/environment.js';
import { loadSettings } from '../src/app.settings.js';
import { createDataSource } from '../src/database/data-source.js';
import { DataFolderInUseError, EmbeddedPostgres } from '../src/database/embedded/embedded-postgres.js';
import { Migrator } from '../src/database/migrator.js';
import { schema } from '../src/schema.js';

async function migrate(direction: string | undefined, url: string, settings: DatabaseSettings): Promise<void> {
  const dataSource = createDataSource(url, settings, schema);
  await dataSource.initialize();
  try {
    if (direction === 'run') await new Migrator(dataSource).run();
    else if (direction === 'revert') await new Migrator(dataSource).revert();
    else throw new ConfigurationError(['the direction must be "run" or "revert"']);
  } finally {
    await dataSource.destroy();
  }
}

const settings = loadSettings(readEnvironment()).get(DatabaseSettings);
const embedded = settings.url === undefined ? new EmbeddedPostgres(settings.dataDir, settings.embeddedPort) : undefined;
try {
  await migrate(process.argv[2], settings.url ?? (await embedded?.start()) ?? '', settings);
} catch (error) {
  if (!(error instanceof ConfigurationError) && !(error instanceof DataFolderInUseError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await embedded?.stop();
}
