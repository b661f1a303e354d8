import { isatty } from 'node:tty';
import { type DestinationStream, pino } from 'pino';
import type { TelemetrySettings } from './telemetry.settings.js';

export const STDOUT = 1;
export const STDERR = 2;

/** Where log lines go: as JSON, or as lines for people, which take a library that is loaded for them alone. */
export async function logDestination({ logFormat }: TelemetrySettings, fd: number): Promise<DestinationStream> {
  const isTerminal = isatty(fd);
  if (logFormat === 'json' || (logFormat === 'auto' && !isTerminal)) return pino.destination(fd);
  const { default: pretty } = await import('pino-pretty');
  return pretty({
    destination: fd,
    sync: true,
    colorize: isTerminal,
    singleLine: true,
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: 'context',
    messageFormat: '{if context}[{context}] {end}{msg}',
  });
}
