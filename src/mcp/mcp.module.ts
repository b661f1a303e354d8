import { Module } from '@nestjs/common';
import { ShutdownModule } from '../lifecycle/shutdown.module.js';
import { LeadsModule } from '../leads/leads.module.js';
import { QualificationModule } from '../qualification/qualification.module.js';
import { LlmModule } from '../llm/llm.module.js';
import { ResearchModule } from '../research/research.module.js';
import { MessageReader } from './message-reader.service.js';
import { ResourceReader } from './resource-reader.service.js';
import { McpHttpTransport } from './mcp-http-transport.service.js';
import { MCP_TOOLS, McpServers } from './mcp-servers.service.js';
import { McpController } from './mcp.controller.js';
import { StdioTransport } from './stdio-transport.service.js';
import { CreateLeadTool } from './tools/create-lead.tool.js';
import { ImportsModule } from '../leads/import/imports.module.js';
import { GetLeadTool } from './tools/get-lead.tool.js';
import { GetLlmCostReportTool } from './tools/get-llm-cost-report.tool.js';
import { GetLlmProvidersTool } from './tools/get-llm-providers.tool.js';
import { GetRunTool } from './tools/get-run.tool.js';
import { GetScoringProfileTool } from './tools/get-scoring-profile.tool.js';
import { ImportLeadsTool } from './tools/import-leads.tool.js';
import { StartQualificationRunTool } from './tools/start-qualification-run.tool.js';
import { UpdateLeadTool } from './tools/update-lead.tool.js';
import { UpdateScoringProfileTool } from './tools/update-scoring-profile.tool.js';
import { AuditModule } from '../audit/audit.module.js';
import { GetQualificationTool } from './tools/get-qualification.tool.js';
import type { McpTool } from './tools/mcp.tool.js';
import { QualifyLeadTool } from './tools/qualify-lead.tool.js';
import { RecordOutcomeTool } from './tools/record-outcome.tool.js';
import { ResearchTool } from './tools/research.tool.js';
import { SearchLeadsTool } from './tools/search-leads.tool.js';
import { ToolRunner } from './tools/tool-runner.service.js';

const TOOLS = [
  SearchLeadsTool,
  GetLeadTool,
  CreateLeadTool,
  UpdateLeadTool,
  ImportLeadsTool,
  QualifyLeadTool,
  GetQualificationTool,
  StartQualificationRunTool,
  GetRunTool,
  RecordOutcomeTool,
  GetScoringProfileTool,
  UpdateScoringProfileTool,
  ResearchTool,
  GetLlmCostReportTool,
  GetLlmProvidersTool,
];

/** What agents can do here, over HTTP and stdio. */
@Module({
  imports: [AuditModule, LeadsModule, ImportsModule, QualificationModule, LlmModule, ResearchModule, ShutdownModule],
  controllers: [McpController],
  providers: [
    ...TOOLS,
    { provide: MCP_TOOLS, useFactory: (...tools: McpTool[]) => tools, inject: TOOLS },
    ToolRunner,
    MessageReader,
    ResourceReader,
    McpServers,
    McpHttpTransport,
    StdioTransport,
  ],
})
export class McpModule {}
