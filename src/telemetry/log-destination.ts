import { isatty } from 'node:tty';
import { type DestinationStream, pino } from 'pino';
import type { TelemetrySettings } from './telemetry.settings.js';

export const STDOUT = 1;
export const STDERR = 2;

/** How long a line waits for others, in ms. */
const WAIT_MS = 10;
/** Characters of lines that wait. */
const MOST_WAITING = 8_192;

/** Where log lines go: as JSON, or as lines for people, which take a library that is loaded for them alone. */
export async function logDestination({ logFormat }: TelemetrySettings, fd: number): Promise<DestinationStream> {
  const isTerminal = isatty(fd);
  if (logFormat === 'json' || (logFormat === 'auto' && !isTerminal)) return new GatheredLines(fd);
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

/**
 * Writes the lines of a few milliseconds together: a system call for each took half of what a request's line costs. Nothing
 * waits for the disk.
 */
class GatheredLines implements DestinationStream {
  private readonly stream: ReturnType<typeof pino.destination>;
  private lines = '';

  constructor(fd: number) {
    this.stream = pino.destination({ dest: fd, sync: true });
  }

  write(line: string): void {
    if (this.lines === '') {
      waiting.add(this);
      setTimeout(this.flush, WAIT_MS);
    }
    this.lines += line;
    if (this.lines.length > MOST_WAITING) this.flush();
  }

  readonly flush = (): void => {
    if (this.lines === '') return;
    waiting.delete(this);
    const { lines } = this;
    this.lines = '';
    this.stream.write(lines);
  };
}

/** Those with lines that are not written yet, which a process that exits still writes. */
const waiting = new Set<GatheredLines>();
process.on('exit', () => {
  for (const one of waiting) one.flush();
});
