import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { OpenMode } from '../access/authentication/open-mode.service.js';
import { createApp } from '../app.setup.js';
import { PingService } from '../health/health.service.js';
import { CONSOLE_PATH } from '../console/console.hooks.js';
import { HttpLimitSettings } from '../http/http-limits.settings.js';
import { HttpSettings } from '../http/http.settings.js';
import { JobSettings } from '../jobs/jobs.settings.js';
import { OperationsSettings } from '../lifecycle/operations.settings.js';
import { limitHeapGrowth } from '../lifecycle/heap-growth.js';
import { releaseMemory, releaseMemoryAfterLoad } from '../lifecycle/memory-release.js';
import { prepareDocument } from '../openapi/documents.js';
import { AppLogger } from '../telemetry/app.logger.js';
import { toListenError } from './listen-error.js';
import { PingListener } from './ping.listener.js';
import { type CommandProcess, runProcess, withApp } from './run-process.js';

/** Serves the HTTP API until a signal says stop. */
export function serve(): Promise<void> {
  return runProcess(async (running) => {
    const pings = await listenForPings(running);
    const create = (databaseUrl: string) => createApp(running.settings, databaseUrl);
    await withApp(running, create, (app) => listen(app, running, pings));
    pings.close();
  });
}

/** Answers load balancers at PORT_HEALTH from the start of the process on. */
async function listenForPings({ settings, signals }: CommandProcess): Promise<PingListener> {
  const pings = new PingListener();
  const { host, port } = settings.get(HttpSettings);
  const { healthPort } = settings.get(OperationsSettings);
  if (healthPort !== undefined && healthPort !== port) await pings.listen(healthPort, host);
  void signals.stop.then(() => {
    pings.drain();
  });
  return pings;
}

async function listen(
  app: NestFastifyApplication,
  { settings, signals }: CommandProcess,
  pings: PingListener,
): Promise<void> {
  const { host, port } = settings.get(HttpSettings);
  await app.init();
  await app.get(OpenMode).assertMayStart();
  prepareDocument(app);
  limitHeapGrowth();
  // The start took 30 MB, and no request has come yet.
  releaseMemory();
  releaseMemoryAfterLoad();
  // The system may cap it. With the default of Node.js, 511, clients wait for seconds when many connect at once.
  const { maxConnections: backlog } = settings.get(HttpLimitSettings);
  await app.listen({ port, host, backlog }).catch((error: unknown) => {
    throw toListenError(error, 'PORT');
  });
  pings.answerWith(() => app.get(PingService).answer());
  const logger = app.get(AppLogger);
  const url = await app.getUrl();
  const isWorker = settings.get(JobSettings).role === 'worker';
  const use = isWorker
    ? 'it runs background jobs, and answers health probes only'
    : `open ${url}${CONSOLE_PATH} in a browser, or try its API at ${url}/api/v1/docs`;
  logger.log(`Sales Agent listens on ${url}; ${use}`, 'Main');
  void app.get(OpenMode).announce();
  logger.log(`${await signals.stop}: stopping`, 'Main');
}
