import { Injectable } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { IsInt, Min } from 'class-validator';
import { ValidationError } from '../../errors/request.errors.js';
import { UsageGroupResponse, UsageQuery } from '../../llm/usage/usage.dto.js';
import { UsageService } from '../../llm/usage/usage.service.js';
import { parseDto, project } from '../../validation/dto-schema.js';
import { OptionalText } from '../../validation/text.decorator.js';
import { McpTool, READS, type ToolCall } from './mcp.tool.js';
import { fittingCount } from './result-size.js';

class CostReportArguments extends UsageQuery {
  @OptionalText({ max: 2_000 })
  cursor?: string | null;
}

/** The page of a report: it is made anew for each page, for the same period and groups. */
class ReportPage extends UsageQuery {
  /** Rows that the pages before had. */
  @IsInt()
  @Min(0)
  offset = 0;
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
    const page = cursor == null ? { ...query, offset: 0 } : await pageAt(cursor);
    const { from, to, data, total, comparison } = await this.usage.report(caller.workspace, page);
    const rows = data.slice(page.offset).map((row) => project<CostFigures>(CostFigures, row));
    const count = fittingCount(rows);
    const truncated = count < rows.length;
    const next = { from, to, group_by: page.group_by, offset: page.offset + count };
    return {
      ...{ from, to, data: rows.slice(0, count), total },
      ...{ most_expensive_provider: comparison?.most_expensive_provider, saving_usd: comparison?.saving_usd },
      ...{ next_cursor: truncated ? Buffer.from(JSON.stringify(next)).toString('base64url') : undefined, truncated },
    };
  }
}

/** @throws ValidationError if it is not a cursor of a report */
async function pageAt(cursor: string): Promise<ReportPage> {
  try {
    return await parseDto(ReportPage, JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    const message = 'cursor must be the next_cursor of the page before';
    throw new ValidationError([{ field: 'cursor', rule: 'cursor', message }]);
  }
}
