import { Global, Module } from '@nestjs/common';
import { AppLogger } from './app.logger.js';
import { logDestination, STDOUT } from './log-destination.js';
import { TraceSettings } from './trace.settings.js';
import { Traces } from './traces.service.js';
import { TelemetrySettings } from './telemetry.settings.js';

/** Logs and traces, for every room. */
@Global()
@Module({
  providers: [
    {
      provide: AppLogger,
      useFactory: async (settings: TelemetrySettings) =>
        new AppLogger(settings, await logDestination(settings, STDOUT)),
      inject: [TelemetrySettings],
    },
    {
      provide: Traces,
      useFactory: async (settings: TraceSettings) => {
        const traces = new Traces(settings);
        await traces.start();
        return traces;
      },
      inject: [TraceSettings],
    },
  ],
  exports: [AppLogger],
})
export class TelemetryModule {}
