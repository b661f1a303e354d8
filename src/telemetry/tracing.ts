import type { Attributes, Span, SpanContext } from '@opentelemetry/api';
import { currentRequest, runInRequest } from './request-context.js';

/** What makes spans while traces are exported. */
export interface Tracing {
  /** Starts a span under `parent`, or a new trace. */
  start(name: string, kind: SpanKind, attributes: Attributes, parent: Span | SpanContext | undefined): Span;
  /** Marks a span as failed. */
  fail(span: Span): void;
}

/** Of OpenTelemetry's kinds of spans, those that are made here. */
export type SpanKind = 'SERVER' | 'CLIENT' | 'CONSUMER';

const SAMPLED = 1;

/** `version-traceid-spanid-flags` of W3C Trace Context. */
const TRACEPARENT = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(?:$|-)/;
const FORBIDDEN = /^(?:ff|00-0{32}|00-[\da-f]{32}-0{16})/;

let active: Tracing | undefined;

/** From now on, spans are made by `tracing`; by nothing if it is `undefined`. */
export function useTracing(tracing: Tracing | undefined): void {
  active = tracing;
}

/** The span of a request or a job that begins; `undefined` while traces are off, or where this one is not sampled. */
export function beginTrace(
  name: string,
  kind: SpanKind,
  traceparent: string | undefined,
  attributes: Attributes = {},
): Span | undefined {
  if (active === undefined) return undefined;
  return recording(active.start(name, kind, attributes, parseTraceparent(traceparent)));
}

/** A span within the request or job under way; `undefined` where that has none, which costs nothing. */
export function beginSpan(kind: SpanKind, describe: () => { name: string; attributes: Attributes }): Span | undefined {
  if (active === undefined) return undefined;
  const parent = currentRequest()?.span;
  if (parent === undefined) return undefined;
  const { name, attributes } = describe();
  return recording(active.start(name, kind, attributes, parent));
}

/** Ends a span. @param error what the work failed with, if it did: its name goes into the span, never its message */
export function endSpan(span: Span | undefined, attributes: Attributes = {}, error?: string): void {
  if (span === undefined) return;
  span.setAttributes(attributes);
  if (error !== undefined) active?.fail(span.setAttribute('error.type', error));
  span.end();
}

/** Runs `work` as part of `span`: what it causes elsewhere is told to belong to it. */
export function inSpan<Result>(span: Span | undefined, work: () => Result): Result {
  const request = span && currentRequest();
  return request === undefined ? work() : runInRequest({ ...request, span }, work);
}

/** The `traceparent` for what `span` causes elsewhere. */
export function traceparentOf(span: Span | undefined): string | undefined {
  if (span === undefined) return undefined;
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}

function recording(span: Span): Span | undefined {
  return span.isRecording() ? span : undefined;
}

function parseTraceparent(given: string | undefined): SpanContext | undefined {
  const match = given === undefined || FORBIDDEN.test(given) ? null : TRACEPARENT.exec(given);
  if (match === null) return undefined;
  const [, traceId = '', spanId = '', flags = ''] = match;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & SAMPLED, isRemote: true };
}
