import { Global, Module } from '@nestjs/common';
import { AppLogger } from './app.logger.js';

/** What the service says of itself. */
@Global()
@Module({ providers: [AppLogger], exports: [AppLogger] })
export class TelemetryModule {}
