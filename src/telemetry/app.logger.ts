import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, pino } from 'pino';
import { TelemetrySettings } from './telemetry.settings.js';
import { currentRequest, type RequestContext } from './request-context.js';
import { textOf } from './error-description.js';
import { LineLimit } from './line-limit.js';
import { redact } from './log-redaction.js';

/** At the start, Nest logs every module and route in these; they are of use for debugging only. */
const CHATTY_CONTEXTS = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
]);

/** Of what goes wrong, which callers can bring about as often as they like. */
const LIMITED_LEVELS = ['fatal', 'error', 'warn'] as const;

type LimitedLevel = (typeof LIMITED_LEVELS)[number];
type Level = LimitedLevel | 'info' | 'debug' | 'trace';

/** How a request ended. */
export interface RequestFacts {
  method: string;
  /** A template such as `/api/v1/leads/:id`, never a path. */
  route: string;
  status: number;
  ms: number;
}

/**
 * Nest's logger, without credentials and people's data; it adds the request that a line belongs to. Of warnings and errors
 * of one context, those beyond `LOG_MAX_PER_SECOND` are counted instead.
 */
export class AppLogger implements LoggerService {
  private readonly pino: Logger;
  private readonly limits: Record<LimitedLevel, LineLimit>;

  /** @param destination takes lines of JSON */
  constructor(settings: TelemetrySettings, destination: DestinationStream) {
    const options = { level: settings.logLevel, base: undefined, timestamp: isoTime(), serializers: { err: asObject } };
    this.pino = pino(options, destination);
    const limitOf = (level: LimitedLevel) =>
      new LineLimit(settings.logMaxPerSecond, (context, omitted) => {
        this.pino[level]({ context, omitted }, 'More lines of the same second were left out');
      });
    this.limits = { fatal: limitOf('fatal'), error: limitOf('error'), warn: limitOf('warn') };
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

  /** The line of a request that has ended. Its values are our own or checked, so nothing is searched for secrets. */
  request(level: 'info' | 'debug', { requestId, workspace, keyId }: RequestContext, facts: RequestFacts): void {
    if (!this.pino.isLevelEnabled(level)) return;
    const { method, route, status, ms } = facts;
    this.pino[level](
      { context: 'Request', request_id: requestId, workspace_id: workspace, key_id: keyId, method, route, status, ms },
      `${method} ${route} ${status} in ${ms} ms`,
    );
  }

  /** Nest appends the context to the arguments of every call; facts, if any, come first and the message after them. */
  private write(level: Level, first: unknown, rest: unknown[]): void {
    if (!this.pino.isLevelEnabled(level)) return;
    const context = rest.length > 0 ? rest.at(-1) : undefined;
    if (isLimited(level) && !this.limits[level].admits(String(context))) return;
    const message = rest.length > 1 ? rest[0] : undefined;
    const request = currentRequest();
    const origin = {
      context,
      request_id: request?.requestId,
      workspace_id: request?.workspace,
      key_id: request?.keyId,
    };
    if (first instanceof Error) this.line(level, { ...origin, err: first }, message);
    else if (typeof first === 'object' && first !== null) this.line(level, { ...origin, ...first }, message);
    else this.line(level, origin, first);
  }

  private line(level: Level, facts: object, message: unknown): void {
    this.pino[level](redact(facts), redact(textOf(message)) as string | undefined);
  }
}

function isLimited(level: Level): level is LimitedLevel {
  return LIMITED_LEVELS.some((limited) => limited === level);
}

/** Whatever was thrown is an object in the log. An error is one by now, and pino's own copy would leave out its facts. */
function asObject(error: unknown): object {
  return typeof error === 'object' && error !== null ? error : { message: textOf(error) };
}

/** The member `time` of a line; lines of one millisecond share its text, since to make it is half of what a line costs. */
function isoTime(): () => string {
  let made = 0;
  let text = '';
  return () => {
    const now = Date.now();
    if (now !== made) {
      made = now;
      text = `,"time":"${new Date(now).toISOString()}"`;
    }
    return text;
  };
}
