import { Module } from '@nestjs/common';
import { ShutdownState } from './shutdown-state.js';
import { GracefulShutdown } from './graceful-shutdown.service.js';
import { WorkInFlight } from './work-in-flight.js';

/** Graceful shutdown. */
@Module({
  providers: [ShutdownState, WorkInFlight, GracefulShutdown],
  exports: [ShutdownState, WorkInFlight],
})
export class ShutdownModule {}
