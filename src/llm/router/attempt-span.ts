import type { Span } from '@opentelemetry/api';
import { beginSpan, endSpan } from '../../telemetry/tracing.js';
import type { AttemptResult } from './attempt-result.js';
import type { RoutedRequest } from './llm-request.js';

/** By OpenTelemetry's conventions for generative AI. No text of prompts or answers is in a span. */
export function beginAttemptSpan(
  request: RoutedRequest,
  provider: string,
  model: string,
  attempt: number,
): Span | undefined {
  return beginSpan('CLIENT', () => ({
    name: `chat ${model}`,
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': provider,
      'gen_ai.request.model': model,
      'gen_ai.request.stream': request.body.stream === true,
      'sales_agent.llm.operation': request.operation,
      'sales_agent.llm.strategy': request.strategy,
      'sales_agent.llm.attempt': attempt,
    },
  }));
}

export function endAttemptSpan(span: Span | undefined, result: AttemptResult): void {
  if (span === undefined) return;
  const { outcome, errorClass, status, model, firstTokenMs, usage } = result;
  endSpan(
    span,
    {
      'gen_ai.response.model': model,
      'gen_ai.usage.input_tokens': usage.prompt,
      'gen_ai.usage.output_tokens': usage.completion,
      'gen_ai.usage.cache_read.input_tokens': usage.cached,
      ...(firstTokenMs === null ? {} : { 'gen_ai.response.time_to_first_chunk': firstTokenMs / 1_000 }),
      ...(status === null ? {} : { 'http.response.status_code': status }),
    },
    outcome === 'ok' ? undefined : (errorClass ?? outcome),
  );
}
