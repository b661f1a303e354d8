import { Injectable } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { UsageGroupResponse, UsageQuery } from '../../llm/usage/usage.dto.js';
import { UsageService } from '../../llm/usage/usage.service.js';
import { project } from '../../validation/dto-schema.js';
import { OptionalText } from '../../validation/text.decorator.js';
import { McpTool, READS, type ToolCall } from './mcp.tool.js';
import { decodeReportPage, encodeReportPage } from './report-cursor.js';
import { fittingCount } from './result-size.js';

class CostReportArguments extends UsageQuery {
  @OptionalText({ max: 2_000 })
  cursor?: string | null;
}

/** Of all calls, or of a group of them, which is then named by what they have in common. */
class CostFigures extends OmitType(UsageGroupResponse, [
  'requests',
  'cached_tokens',
  'latency_p50_ms',
  'latency_p95_ms',
]) {}

class CostReport {
  @ApiProperty()
  from!: string;

  @ApiProperty()
  to!: string;

  @ApiProperty({ type: [CostFigures] })
  data!: CostFigures[];

  @ApiProperty({ type: CostFigures })
  total!: CostFigures;

  @ApiPropertyOptional({ type: String })
  most_expensive_provider?: string | undefined;

  @ApiPropertyOptional({ type: String })
  saving_usd?: string | undefined;

  @ApiPropertyOptional({ type: String })
  next_cursor?: string | undefined;

  @ApiProperty()
  truncated!: boolean;
}

@Injectable()
export class GetLlmCostReportTool extends McpTool<CostReportArguments, CostReport> {
  override readonly name = 'get_llm_cost_report';
  override readonly title = 'Get LLM costs';
  override readonly description =
    'Reports what language models used, cost and saved against the most expensive provider, in total and by groups. ' +
    'Costs are exact.';
  override readonly scope = 'usage:read';
  override readonly hints = READS;
  override readonly input = CostReportArguments;
  override readonly output = CostReport;

  constructor(private readonly usage: UsageService) {
    super();
  }

  override async run({ cursor, ...query }: CostReportArguments, { caller }: ToolCall): Promise<CostReport> {
    const page = cursor == null ? { ...query, offset: 0 } : await decodeReportPage(cursor);
    const { from, to, data, total, comparison } = await this.usage.report(caller.workspace, page);
    const rows = data.slice(page.offset).map((row) => project<CostFigures>(CostFigures, row));
    const count = fittingCount(rows);
    const truncated = count < rows.length;
    const next = { from, to, group_by: page.group_by, offset: page.offset + count };
    return {
      ...{ from, to, data: rows.slice(0, count), total },
      ...{ most_expensive_provider: comparison?.most_expensive_provider, saving_usd: comparison?.saving_usd },
      ...{ next_cursor: truncated ? encodeReportPage(next) : undefined, truncated },
    };
  }
}
