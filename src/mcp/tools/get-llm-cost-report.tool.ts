import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { toPeriod, UsageQuery, UsageResponse } from '../../llm/ledger/usage.dto.js';
import { USAGE_GROUPS } from '../../llm/ledger/usage-report.js';
import { UsageService } from '../../llm/ledger/usage.service.js';
import { asRequest } from './dto-check.js';
import { McpTool, READS, type ToolCall } from './mcp.tool.js';
import { fromCursor, toCursor } from './offset-cursor.js';
import { fittingCount } from './result-size.js';

const input = z.strictObject({
  from: z.string().max(40).optional().describe('ISO 8601; by default 30 days before "to".'),
  to: z.string().max(40).optional().describe('ISO 8601; by default now.'),
  group_by: z.array(z.enum(USAGE_GROUPS)).max(USAGE_GROUPS.length).default([]),
  cursor: z.string().max(200).optional().describe('next_cursor of the page before, with the same group_by.'),
});

const figures = z.strictObject({
  calls: z.number(),
  requests: z.number(),
  prompt_tokens: z.number(),
  cached_tokens: z.number(),
  completion_tokens: z.number(),
  total_tokens: z.number(),
  cost_usd: z.string(),
  failures: z.number(),
  latency_p50_ms: z.number().nullable(),
  latency_p95_ms: z.number().nullable(),
});

const group = z.string().optional();

const output = z.strictObject({
  from: z.string(),
  to: z.string(),
  group_by: z.array(z.string()),
  data: z.array(
    figures.extend({ day: group, provider: group, model: group, strategy: group, operation: group, outcome: group }),
  ),
  total: figures,
  comparison: z
    .strictObject({
      dearest_provider: z.string(),
      cost_usd: z.string(),
      saving_usd: z.string(),
      saving_percent: z.number(),
    })
    .nullable(),
  next_cursor: z.string().nullable(),
  truncated: z.boolean(),
});

@Injectable()
export class GetLlmCostReportTool extends McpTool<typeof input, typeof output> {
  override readonly name = 'get_llm_cost_report';
  override readonly title = 'Get the cost of language models';
  override readonly description =
    'Tells what language models used, cost in USD and saved against the dearest provider in a period, in all or by groups ' +
    'such as ["provider"] or ["day"]. Costs are exact decimal strings.';
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
    const { offset, ...period } =
      cursor === undefined ? { offset: 0, ...toPeriod(query, new Date()) } : fromCursor(cursor);
    const report = UsageResponse.from(await this.usage.report(caller.workspace, period, query.group_by));
    const rows = report.data.slice(offset);
    const count = fittingCount(rows);
    const truncated = count < rows.length;
    const next_cursor = truncated ? toCursor({ ...period, offset: offset + count }) : null;
    return Object.assign({}, report, { data: rows.slice(0, count), next_cursor, truncated });
  }
}
