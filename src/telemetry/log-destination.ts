import { isatty } from 'node:tty';
import { type DestinationStream, pino } from 'pino';
import type { TelemetrySettings } from './telemetry.settings.js';

export const STDOUT = 1;
export const STDERR = 2;

/** Characters of lines that wait for the end of a turn. */
const MOST_WAITING = 8_192;

/** Where log lines go: as JSON, or as lines for people, which take a library that is loaded for them alone. */
export async function logDestination({ logFormat }: TelemetrySettings, fd: number): Promise<DestinationStream> {
  const isTerminal = isatty(fd);
  if (logFormat === 'json' || (logFormat === 'auto' && !isTerminal)) return new LinesOfTurn(fd);
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
 * Writes the lines of one turn of the event loop together: a system call for each took half of what a request's line costs.
 * Nothing waits for the disk.
 */
class LinesOfTurn implements DestinationStream {
  private readonly stream: ReturnType<typeof pino.destination>;
  private lines = '';

  constructor(fd: number) {
    this.stream = pino.destination({ dest: fd, sync: true });
  }

  write(line: string): void {
    if (this.lines === '') {
      waiting.add(this);
      setImmediate(this.flush);
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

/** Those with lines that are not written yet, which a process that exits in the middle of a turn still writes. */
const waiting = new Set<LinesOfTurn>();
process.on('exit', () => {
  for (const one of waiting) one.flush();
});
