import { Injectable } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { UsageGroupResponse, UsagePartQuery } from '../../llm/usage/usage.dto.js';
import { UsageService } from '../../llm/usage/usage.service.js';
import { project, undescribe } from '../../validation/dto-schema.js';
import { McpTool, READS, type ToolCall } from './mcp.tool.js';
import { fittingCount } from './result-size.js';
import { GIVES_UNTRUSTED, UNTRUSTED_NAMES } from './untrusted.js';

/** Of all calls, or of a group of them, which is then named by what they have in common. */
class CostFigures extends OmitType(UsageGroupResponse, [
  'requests',
  'fallbacks',
  'cached_tokens',
  'latency_p50_ms',
  'latency_p95_ms',
]) {}

class CostReport {
  @ApiProperty()
  notice!: string;

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

class CostReportArguments extends UsagePartQuery {}

undescribe(CostReportArguments, ['from', 'to', 'group_by', 'key_id', 'tag']);

@Injectable()
export class GetLlmCostReportTool extends McpTool<UsagePartQuery, CostReport> {
  override readonly name = 'get_llm_cost_report';
  override readonly title = 'Get LLM costs';
  override readonly description = `Reports what models used, cost and saved, exactly; of 30 days by default. ${GIVES_UNTRUSTED}`;
  override readonly scope = 'usage:read';
  override readonly hints = READS;
  override readonly input = CostReportArguments;
  override readonly output = CostReport;

  constructor(private readonly usage: UsageService) {
    super();
  }

  override async run(query: UsagePartQuery, { caller }: ToolCall): Promise<CostReport> {
    const { comparison, ...part } = await this.usage.part(caller, query, (rows) =>
      fittingCount(rows.map((row) => project(CostFigures, row))),
    );
    const { most_expensive_provider, saving_usd } = comparison ?? {};
    return {
      notice: UNTRUSTED_NAMES,
      ...part,
      most_expensive_provider,
      saving_usd,
      truncated: part.next_cursor !== undefined,
    };
  }
}
