import 'reflect-metadata';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from './app.setup.js';
import { RunpodWorkerSettings } from './runpod/runpod-worker.settings.js';
import type { Settings } from './config/settings.js';
import { DatabaseConnector } from './database/database-connector.js';
import { ShutdownState } from './lifecycle/shutdown-state.js';
import { GracefulShutdown } from './lifecycle/graceful-shutdown.service.js';
import { WorkInFlight } from './lifecycle/work-in-flight.js';
import { runProcess, withDatabase } from './cli/run-process.js';
import { injectRequestInto } from './runpod/inject-request.js';
import { JobHandler } from './runpod/job-handler.js';
import { type QueueAddress, queueAddressOf } from './runpod/queue-address.js';
import { RunpodQueue } from './runpod/runpod-queue.js';
import { RunpodWorker } from './runpod/runpod-worker.js';
import type { StopSignals } from './lifecycle/stop-signals.js';
import { AppLogger } from './telemetry/app.logger.js';

const IDLE_PAUSE_MS = 500;
const PAUSES = { first: 1_000, longest: 30_000 };

/** The service without a port: answers the jobs of a queue of RunPod's instead. */
async function main(settings: Settings, signals: StopSignals): Promise<void> {
  const address = queueAddressOf(settings.get(RunpodWorkerSettings));
  await withDatabase(settings, (databaseUrl) => serve(settings, databaseUrl, address, signals), { isGuest: true });
}

/** Takes jobs until a signal says stop, and finishes what it has. */
async function serve(
  settings: Settings,
  databaseUrl: string,
  address: QueueAddress,
  signals: StopSignals,
): Promise<void> {
  const app = await createApp(settings, databaseUrl);
  const logger = app.get(AppLogger);
  const { concurrency, apiKey } = settings.get(RunpodWorkerSettings);
  const worker = workerOf(app, settings.get(RunpodWorkerSettings), address);
  void signals.stop.then(() => {
    worker.stop();
  });
  try {
    await app.init();
    const database = app.get(DatabaseConnector);
    // What is taken earlier could not be answered; in the queue it can wait.
    await Promise.race([database.firstConnected(), signals.stop]);
    if (apiKey === undefined) logger.warn('RUNPOD_WORKER_API_KEY is not set: jobs come without an API key', 'Main');
    logger.log(`RunPod worker ${address.workerId} takes jobs, ${concurrency} at a time`, 'Main');
    void worker.run();
    void signals.stopAtOnce.then((signal) => {
      logger.warn(`${signal} again: stopping at once`, 'Main');
      app.get(GracefulShutdown).forceShutdown();
    });
    logger.log(`${await Promise.race([signals.stop, database.refused()])}: stopping`, 'Main');
  } finally {
    worker.stop();
    await app.close();
  }
}

function workerOf(
  app: NestFastifyApplication,
  { apiKey, concurrency, pingIntervalMs }: RunpodWorkerSettings,
  address: QueueAddress,
): RunpodWorker {
  const door = new JobHandler(injectRequestInto(app.getHttpAdapter().getInstance()), apiKey);
  const shutdown = { work: app.get(WorkInFlight), ending: app.get(ShutdownState) };
  const options = { concurrency, pingIntervalMs, idlePauseMs: IDLE_PAUSE_MS, pauses: PAUSES };
  return new RunpodWorker(new RunpodQueue(address), door, shutdown, options);
}

await runProcess(main);
