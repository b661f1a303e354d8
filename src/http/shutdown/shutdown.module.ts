import { Module } from '@nestjs/common';
import { Ending } from './ending.js';
import { GracefulShutdown } from './graceful-shutdown.service.js';
import { WorkInFlight } from './work-in-flight.js';

/** The end of the service. */
@Module({
  providers: [Ending, WorkInFlight, GracefulShutdown],
  exports: [Ending, WorkInFlight],
})
export class ShutdownModule {}
