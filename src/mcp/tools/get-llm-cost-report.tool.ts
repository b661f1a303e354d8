import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { toPeriod, type UsageGroupResponse, UsageQuery, UsageResponse } from '../../llm/usage/usage.dto.js';
import { USAGE_GROUPS } from '../../llm/usage/usage-report.js';
import { UsageService } from '../../llm/usage/usage.service.js';
import { asRequest } from './dto-check.js';
import { McpTool, READS, type ToolCall } from './mcp.tool.js';
import { fromCursor, toCursor } from './offset-cursor.js';
import { fittingCount } from './result-size.js';

const input = z.strictObject({
  from: z.string().optional().describe('ISO 8601; by default 30 days before "to".'),
  to: z.string().optional(),
  group_by: z.array(z.enum(USAGE_GROUPS)).default([]),
  cursor: z.string().optional(),
});

const text = z.string().optional();

/** One of all calls, or of a group of them, which is then named by what they have in common. */
const figures = z
  .strictObject({
    day: text,
    provider: text,
    model: text,
    strategy: text,
    operation: text,
    outcome: text,
    calls: z.number(),
    prompt_tokens: z.number(),
    completion_tokens: z.number(),
    total_tokens: z.number(),
    cost_usd: z.string(),
    failures: z.number(),
  })
  .meta({ id: 'figures' });

const output = z.strictObject({
  from: z.string(),
  to: z.string(),
  data: z.array(figures),
  total: figures,
  most_expensive_provider: text,
  saving_usd: text,
  next_cursor: text,
  truncated: z.boolean(),
});

type Figures = z.input<typeof figures>;

@Injectable()
export class GetLlmCostReportTool extends McpTool<typeof input, typeof output> {
  override readonly name = 'get_llm_cost_report';
  override readonly title = 'Get LLM costs';
  override readonly description =
    'Tells what language models used, cost and saved against the most expensive provider, in all and by groups. Costs are exact.';
  override readonly scope = 'usage:read';
  override readonly hints = READS;
  override readonly input = input;
  override readonly output = output;

  constructor(private readonly usage: UsageService) {
    super();
  }

  override async run(
    { cursor, ...rest }: z.output<typeof input>,
    { caller }: ToolCall,
  ): Promise<z.input<typeof output>> {
    const query = await asRequest(UsageQuery, rest);
    const begin = { ...toPeriod(query, new Date()), groupBy: query.group_by, offset: 0 };
    const { groupBy, offset, ...period } = cursor === undefined ? begin : fromCursor(cursor);
    const report = UsageResponse.from(await this.usage.report(caller.workspace, period, groupBy));
    const { from, to, data, total, comparison } = report;
    const rows = data.slice(offset).map(toFigures);
    const count = fittingCount(rows);
    const truncated = count < rows.length;
    const next_cursor = truncated ? toCursor({ ...period, groupBy, offset: offset + count }) : undefined;
    return {
      ...{ from, to, data: rows.slice(0, count), total: toFigures(total) },
      ...{ most_expensive_provider: comparison?.most_expensive_provider, saving_usd: comparison?.saving_usd },
      ...{ next_cursor, truncated },
    };
  }
}

/** What matters of a group, or of all. */
function toFigures(row: UsageGroupResponse): Figures {
  const { day, provider, model, strategy, operation, outcome } = row;
  const { calls, prompt_tokens, completion_tokens, total_tokens, cost_usd, failures } = row;
  return {
    ...{ day, provider, model, strategy, operation, outcome },
    ...{ calls, prompt_tokens, completion_tokens, total_tokens, cost_usd, failures },
  };
}
