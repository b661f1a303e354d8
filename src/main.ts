import 'reflect-metadata';
import { OpenMode } from './access/authentication/open-mode.service.js';
import { createApp } from './app.setup.js';
import { HttpSettings } from './http/http.settings.js';
import { OperationsSettings } from './lifecycle/operations.settings.js';
import type { Settings } from './config/settings.js';
import { DatabaseConnector } from './database/database-connector.js';
import { PingListener } from './health/ping.listener.js';
import { PingService } from './health/ping.service.js';
import { GracefulShutdown } from './lifecycle/graceful-shutdown.service.js';
import { runProcess, withDatabase } from './cli/run-process.js';
import type { StopSignals } from './lifecycle/stop-signals.js';
import { AppLogger } from './telemetry/app.logger.js';

/** Starts what answers load balancers, the database if it is ours, and the service; ends them in the opposite order. */
async function main(settings: Settings, signals: StopSignals): Promise<void> {
  const pings = new PingListener();
  const { host, port } = settings.get(HttpSettings);
  const { healthPort } = settings.get(OperationsSettings);
  if (healthPort !== undefined && healthPort !== port) await pings.listen(healthPort, host);
  void signals.stop.then(() => {
    pings.drain();
  });
  await withDatabase(settings, (databaseUrl) => serve(settings, databaseUrl, signals, pings));
  pings.close();
}

/** Listens until a signal says stop, and finishes what it has. */
async function serve(
  settings: Settings,
  databaseUrl: string,
  signals: StopSignals,
  pings: PingListener,
): Promise<void> {
  const app = await createApp(settings, databaseUrl);
  const logger = app.get(AppLogger);
  const { host, port } = settings.get(HttpSettings);
  try {
    await app.init();
    await app.get(OpenMode).assertMayStart();
    await app.listen(port, host);
    pings.answerWith(() => app.get(PingService).answer());
    logger.log(`Sales Agent listens on ${await app.getUrl()}; try it at ${await app.getUrl()}/api/v1/docs`, 'Main');
    void app.get(OpenMode).announce();
    void signals.stopAtOnce.then((signal) => {
      logger.warn(`${signal} again: stopping at once`, 'Main');
      app.get(GracefulShutdown).forceShutdown();
    });
    logger.log(`${await Promise.race([signals.stop, app.get(DatabaseConnector).refused()])}: stopping`, 'Main');
  } finally {
    await app.close();
  }
}

await runProcess(main);
