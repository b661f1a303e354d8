import { createFolder, type ServiceProcess, startService } from '../support/service-process.js';
import { freePort } from '../support/free-port.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { type LaterEnvironment, resolved } from '../support/test-service.js';
import { useStarted } from '../support/use-started.js';

/** The built service in a process that can be killed, and started again at the same address with the same data. */
export interface RestartableService {
  url: string;
  database: TestDatabase;
  kill(): Promise<void>;
  start(): Promise<void>;
}

/** It runs while the tests of the enclosing block do. */
export function useRestartableService(environment: LaterEnvironment = {}): RestartableService {
  return useStarted(
    () => startRestartable(resolved(environment)),
    (service) => service.stop(),
  );
}

async function startRestartable(
  environment: Record<string, string>,
): Promise<RestartableService & { stop: () => Promise<void> }> {
  const [database, folder, port] = await Promise.all([createTestDatabase(), createFolder(), freePort()]);
  const variables = { DATABASE_URL: database.url, PORT: String(port), ...environment };
  let process: ServiceProcess | undefined;
  const start = async () => {
    process = await startService(folder.path, variables);
  };
  const kill = async () => {
    await process?.end('SIGKILL');
  };
  await start();
  return {
    ...{ url: `http://127.0.0.1:${port}`, database, start, kill },
    stop: async () => {
      await kill();
      await database.drop();
      await folder.remove();
    },
  };
}
