import { inspect } from 'node:util';
import { Injectable, type LoggerService } from '@nestjs/common';
import { type Logger, pino } from 'pino';
import { TelemetrySettings } from '../config/telemetry.settings.js';

/** Nest tells at start of every module and route; that is for whoever debugs. */
const CHATTY_CONTEXTS = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
]);

/** Nest's logger, as lines of JSON on standard output. */
@Injectable()
export class AppLogger implements LoggerService {
  private readonly pino: Logger;

  constructor(settings: TelemetrySettings) {
    const timestamp = pino.stdTimeFunctions.isoTime;
    this.pino = pino({ level: settings.logLevel, base: undefined, timestamp, serializers: { err: describeError } });
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.write(CHATTY_CONTEXTS.has(String(rest.at(-1))) ? 'debug' : 'info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** Nest appends the context to the arguments of every call; facts, if any, come first and the message after them. */
  private write(level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace', first: unknown, rest: unknown[]): void {
    const context = rest.length > 0 ? rest.at(-1) : undefined;
    const message = rest.length > 1 ? rest[0] : undefined;
    if (typeof first === 'object' && first !== null) this.pino[level]({ context, ...first }, text(message));
    else this.pino[level]({ context }, text(first));
  }
}

/**
 * What of an error goes to the log. The database's errors carry the statement's parameters and whole rows, which are
 * people's data: they are left out.
 */
export function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: text(error) };
  const { name, message, stack, cause } = error;
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  return { name, code, constraint, message, stack, ...(cause === undefined ? {} : { cause: describeError(cause) }) };
}

function text(message: unknown): string | undefined {
  return message === undefined || typeof message === 'string' ? message : inspect(message);
}
