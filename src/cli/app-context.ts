import type { INestApplicationContext, LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import type { Settings } from '../config/settings.js';

/**
 * The application without its HTTP server.
 * @param logger `false` for a command that prints its own output
 * @throws ConfigurationError
 */
export function createAppContext(
  settings: Settings,
  databaseUrl: string,
  logger: LoggerService | false,
): Promise<INestApplicationContext> {
  return NestFactory.createApplicationContext(AppModule.for(settings, databaseUrl), { logger, abortOnError: false });
}
