import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { ProviderResponse } from '../../llm/door/provider.dto.js';
import { ProvidersService } from '../../llm/door/providers.service.js';
import { McpTool, READS } from './mcp.tool.js';
import { fittingCount } from './result-size.js';

const input = z.strictObject({
  cursor: z.string().max(200).optional().describe('next_cursor of the page before.'),
});

const output = z.strictObject({
  data: z.array(
    z.strictObject({
      name: z.string(),
      model: z.string(),
      breaker: z.enum(['closed', 'half_open', 'open']),
      rest_until: z.string().nullable(),
      latency_ms: z.number().nullable(),
      latency_prior_ms: z.number(),
      error_rate: z.number(),
      recent_calls: z.number(),
      price_usd_per_million_tokens: z.strictObject({
        input: z.string(),
        cached_input: z.string(),
        output: z.string(),
      }),
      quality: z.number(),
      weight: z.number(),
      context_window: z.number(),
    }),
  ),
  next_cursor: z.string().nullable(),
  truncated: z.boolean(),
});

@Injectable()
export class GetLlmProvidersTool extends McpTool<typeof input, typeof output> {
  override readonly name = 'get_llm_providers';
  override readonly title = 'Get the language model providers';
  override readonly description =
    'Tells which language model providers are configured, what they cost, and how each is doing just now; breaker "open" ' +
    'means that it is not asked. No providers means that leads are scored by rules.';
  override readonly scope = 'llm:use';
  override readonly hints = READS;
  override readonly input = input;
  override readonly output = output;

  constructor(private readonly providers: ProvidersService) {
    super();
  }

  override run({ cursor }: z.output<typeof input>): Promise<z.input<typeof output>> {
    const all = this.providers.states().map((state) => ProviderResponse.from(state));
    const offset = cursor === undefined ? 0 : all.findIndex(({ name }) => name === cursor) + 1;
    const rows = all.slice(offset);
    const data = rows.slice(0, fittingCount(rows));
    const truncated = data.length < rows.length;
    return Promise.resolve({ data, next_cursor: truncated ? (data.at(-1)?.name ?? null) : null, truncated });
  }
}
