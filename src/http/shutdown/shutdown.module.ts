import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { Ending } from './ending.js';
import { GracefulShutdown } from './graceful-shutdown.service.js';
import { WorkInFlight } from './work-in-flight.interceptor.js';

/** The end of the service. */
@Module({
  providers: [Ending, WorkInFlight, GracefulShutdown, { provide: APP_INTERCEPTOR, useExisting: WorkInFlight }],
  exports: [Ending],
})
export class ShutdownModule {}
