import { Global, Module } from '@nestjs/common';
import { AppLogger } from './app.logger.js';
import { logDestination, STDOUT } from './log-destination.js';
import { TelemetrySettings } from './telemetry.settings.js';

/** Logs, for every room. */
@Global()
@Module({
  providers: [
    {
      provide: AppLogger,
      useFactory: async (settings: TelemetrySettings) =>
        new AppLogger(settings, await logDestination(settings, STDOUT)),
      inject: [TelemetrySettings],
    },
  ],
  exports: [AppLogger],
})
export class TelemetryModule {}
