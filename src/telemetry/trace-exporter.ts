import {
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  type ReadableSpan,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { VERSION } from '../config/version.js';
import type { TraceSettings } from './trace.settings.js';
import type { Tracing } from './tracing.js';

/** A collector that is away is given up on soon; its spans are dropped, as those beyond the queue are. */
const TIMEOUT_MS = 2_000;
const QUEUED_SPANS = 4_096;
const BATCH_SPANS = 512;
const TRACES_PATH = '/v1/traces';

/** Called after each export, with what went wrong, if anything did. */
type OnExport = (spans: number, error?: Error) => void;

/** Spans over OTLP. Loaded only where an endpoint is set, as its packages take time and memory. */
export class TraceExport implements Tracing {
  private readonly provider: TracerProvider;
  private readonly tracer: Tracer;

  constructor({ endpoint = '', headers, serviceName, sampledShare }: TraceSettings, onExport: OnExport) {
    const url = endpoint.replace(/\/+$/, '') + TRACES_PATH;
    const exporter = new ReportingExporter(
      new OTLPTraceExporter({ url, headers: { ...headers }, timeoutMillis: TIMEOUT_MS }),
      onExport,
    );
    this.provider = new TracerProvider({
      resource: resourceFromAttributes({ 'service.name': serviceName, 'service.version': VERSION }),
      sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(sampledShare) }),
      spanProcessors: [
        new BatchSpanProcessor({
          exporter,
          maxQueueSize: QUEUED_SPANS,
          maxExportBatchSize: BATCH_SPANS,
          exportTimeoutMillis: TIMEOUT_MS,
          scheduledDelayMillis: 1_000,
        }),
      ],
    });
    this.tracer = this.provider.getTracer('sales-agent', VERSION);
  }

  start(...[name, kind, attributes, parent]: Parameters<Tracing['start']>): Span {
    return this.tracer.startSpan(name, { kind: SpanKind[kind], attributes }, contextOf(parent));
  }

  fail(span: Span): void {
    span.setStatus({ code: SpanStatusCode.ERROR });
  }

  /** Sends what is left. */
  async close(): Promise<void> {
    await this.provider.shutdown();
  }
}

function contextOf(parent: Span | SpanContext | undefined) {
  if (parent === undefined) return ROOT_CONTEXT;
  return 'traceId' in parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : trace.setSpan(ROOT_CONTEXT, parent);
}

/** Tells of each export, since the SDK keeps its failures to itself. */
class ReportingExporter implements SpanExporter {
  constructor(
    private readonly exporter: OTLPTraceExporter,
    private readonly onExport: OnExport,
  ) {}

  export(spans: ReadableSpan[], done: Parameters<SpanExporter['export']>[1]): void {
    this.exporter.export(spans, (result) => {
      this.onExport(spans.length, result.error);
      done(result);
    });
  }

  shutdown(): Promise<void> {
    return this.exporter.shutdown();
  }
}
