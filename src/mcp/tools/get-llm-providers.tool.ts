import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { ProviderResponse } from '../../llm/router/provider.dto.js';
import { type ProviderState, ProvidersService } from '../../llm/openai-api/providers.service.js';
import { BREAKER_STATES } from '../../llm/router/circuit-breaker.js';
import { omitNulls } from './omit-nulls.js';
import { McpTool, READS } from './mcp.tool.js';
import { fittingCount } from './result-size.js';

const input = z.strictObject({ cursor: z.string().optional() });

const row = z.strictObject({
  name: z.string(),
  model: z.string(),
  breaker: z.enum(BREAKER_STATES),
  latency_ms: z.number().optional(),
  error_rate: z.number(),
  price_usd_per_million_tokens: z.record(z.string(), z.string()),
  quality: z.number(),
  context_window: z.number(),
});

const output = z.strictObject({ data: z.array(row), next_cursor: z.string().optional(), truncated: z.boolean() });

type Row = z.input<typeof row>;

@Injectable()
export class GetLlmProvidersTool extends McpTool<typeof input, typeof output> {
  override readonly name = 'get_llm_providers';
  override readonly title = 'Get LLM providers';
  override readonly description =
    'Tells which language model providers there are, their prices and how each is doing. Without any, leads are scored by ' +
    'rules.';
  override readonly scope = 'llm:use';
  override readonly hints = READS;
  override readonly input = input;
  override readonly output = output;

  constructor(private readonly providers: ProvidersService) {
    super();
  }

  override run({ cursor }: z.output<typeof input>): Promise<z.input<typeof output>> {
    const all = this.providers.states().map(toRow);
    const offset = cursor === undefined ? 0 : all.findIndex(({ name }) => name === cursor) + 1;
    const rows = all.slice(offset);
    const data = rows.slice(0, fittingCount(rows));
    const truncated = data.length < rows.length;
    return Promise.resolve({ data, next_cursor: truncated ? data.at(-1)?.name : undefined, truncated });
  }
}

function toRow(state: ProviderState): Row {
  const { name, model, breaker, latency_ms, error_rate, ...rest } = ProviderResponse.from(state);
  const { price_usd_per_million_tokens: price, quality, context_window } = rest;
  const { input, cached_input, output } = price;
  return omitNulls({
    ...{ name, model, breaker, latency_ms, error_rate },
    ...{ price_usd_per_million_tokens: { input, cached_input, output }, quality, context_window },
  });
}
