import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from '../app.setup.js';
import { DatabaseConnector } from '../database/database-connector.js';
import { ShutdownState } from '../lifecycle/shutdown-state.js';
import { WorkInFlight } from '../lifecycle/work-in-flight.js';
import { OutboundSettings } from '../outbound/outbound.settings.js';
import { injectRequestInto } from '../runpod/inject-request.js';
import { JobHandler } from '../runpod/job-handler.js';
import { type QueueAddress, queueAddressOf } from '../runpod/queue-address.js';
import { RunpodQueue } from '../runpod/runpod-queue.js';
import { RunpodWorker } from '../runpod/runpod-worker.js';
import { RunpodWorkerSettings } from '../runpod/runpod-worker.settings.js';
import { AppLogger } from '../telemetry/app.logger.js';
import { type CommandProcess, runProcess, withApp } from './run-process.js';

const IDLE_PAUSE_MS = 500;
const BACK_OFF = { firstMs: 1_000, longestMs: 30_000 };

/** Answers the jobs of a RunPod queue until a signal says stop; the service itself, without a port. */
export function worker(): Promise<void> {
  return runProcess(async (running) => {
    const address = queueAddressOf(running.settings.get(RunpodWorkerSettings));
    const create = (databaseUrl: string) => createApp(running.settings, databaseUrl);
    await withApp(running, create, (app) => takeJobs(app, running, address), { isShared: true });
  });
}

async function takeJobs(
  app: NestFastifyApplication,
  { settings, signals }: CommandProcess,
  address: QueueAddress,
): Promise<void> {
  const { apiKey, concurrency } = settings.get(RunpodWorkerSettings);
  const queue = new RunpodQueue(address, settings.get(OutboundSettings));
  const worker = createWorker(app, settings.get(RunpodWorkerSettings), queue);
  void signals.stop.then(() => {
    worker.stop();
  });
  await app.init();
  // Jobs taken before could not be answered; they can wait in the queue.
  await Promise.race([app.get(DatabaseConnector).firstConnected(), signals.stop]);
  const logger = app.get(AppLogger);
  if (apiKey === undefined) logger.warn('RUNPOD_WORKER_API_KEY is not set: jobs come without an API key', 'Main');
  logger.log(`RunPod worker ${address.workerId} takes jobs, ${concurrency} at a time`, 'Main');
  void worker.run();
  logger.log(`${await signals.stop}: stopping`, 'Main');
}

/** The application must not have started yet. */
function createWorker(
  app: NestFastifyApplication,
  { apiKey, concurrency, pingIntervalMs }: RunpodWorkerSettings,
  queue: RunpodQueue,
): RunpodWorker {
  const handler = new JobHandler(injectRequestInto(app.getHttpAdapter().getInstance()), apiKey);
  const lifecycle = { work: app.get(WorkInFlight), shutdown: app.get(ShutdownState) };
  const options = { concurrency, pingIntervalMs, idlePauseMs: IDLE_PAUSE_MS, backOff: BACK_OFF };
  return new RunpodWorker(queue, handler, lifecycle, options);
}
