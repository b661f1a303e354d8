import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { withTimeout } from '../resilience/timeout.js';
import { CountedWarnings } from './counted-warnings.js';
import { counter } from './metrics.js';
import type { TraceExport } from './trace-exporter.js';
import { TraceSettings } from './trace.settings.js';
import { useTracing } from './tracing.js';

/** A collector that is away holds up no shutdown. */
const CLOSE_MS = 1_000;

const exported = counter('trace_spans_total', 'Spans that were exported, or dropped since the collector took none.', [
  'outcome',
]);

/** Exports traces if an endpoint is set. */
@Injectable()
export class Traces implements OnApplicationShutdown {
  private readonly warnings = new CountedWarnings(
    new Logger(Traces.name),
    'The collector takes no traces; they are dropped',
    'reason',
    5,
  );
  private exporter: TraceExport | undefined;

  constructor(private readonly settings: TraceSettings) {}

  async start(): Promise<void> {
    if (this.settings.endpoint === undefined) return;
    const { TraceExport } = await import('./trace-exporter.js');
    this.exporter = new TraceExport(this.settings, (spans, error) => {
      exported.inc({ outcome: error === undefined ? 'ok' : 'error' }, spans);
      if (error !== undefined) this.warnings.add(reasonOf(error));
    });
    useTracing(this.exporter);
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.exporter === undefined) return;
    useTracing(undefined);
    await withTimeout(this.exporter.close(), CLOSE_MS, () => undefined).catch(() => undefined);
  }
}

/** An error's code, or the status of an answer; its message may hold an address. */
function reasonOf(error: Error): string {
  const { code, cause } = error as { code?: string | number; cause?: { code?: string } };
  return String(code ?? cause?.code ?? error.name);
}
