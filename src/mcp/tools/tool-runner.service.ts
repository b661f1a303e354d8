import { withTimeout } from '../../resilience/timeout.js';
import type { CallToolResult, ServerContext } from '@modelcontextprotocol/server';
import { Injectable, Logger } from '@nestjs/common';
import { AccessDeniedError } from '../../access/access.errors.js';
import { type Caller, hasScope } from '../../access/caller.js';
import { LlmConcurrency } from '../../access/limits/llm-concurrency.service.js';
import { McpSettings } from '../mcp.settings.js';
import { type AuditedCall, AuditService } from '../../audit/audit.service.js';
import { toSalesAgentError } from '../../errors/foreign-error.js';
import { TAGS_HEADER } from '../../llm/tags/tags.header.js';
import { noteTags } from '../../llm/tags/tags.step.js';
import { actIn, currentRequestId, ensureRequest } from '../../telemetry/request-context.js';
import { WorkInFlight } from '../../lifecycle/work-in-flight.js';
import { ToolTimeoutError } from '../mcp.errors.js';
import type { McpCaller } from '../mcp-caller.js';
import type { McpTool } from './mcp.tool.js';
import { parseDto, project } from '../../validation/dto-schema.js';
import { lenientArguments } from './lenient-arguments.js';
import { reportProgress } from './progress.js';
import { MAX_RESULT_BYTES } from './result-size.js';
import { RunningCall } from './running-call.js';
import { toToolFailure } from './tool-failure.js';

/** The one place where tools are called: who may, with what, for how long, and what becomes of an error. */
@Injectable()
export class ToolRunner {
  private readonly logger = new Logger(ToolRunner.name);
  private readonly limitSeconds: number;

  constructor(
    private readonly concurrency: LlmConcurrency,
    private readonly inFlight: WorkInFlight,
    private readonly audit: AuditService,
    { toolTimeoutSeconds }: McpSettings,
  ) {
    this.limitSeconds = toolTimeoutSeconds;
  }

  /** Never throws: what a tool throws becomes a result that a model can work with, and holds nothing of a fault of ours. */
  run(tool: McpTool, input: unknown, mcpCaller: McpCaller, context: ServerContext): Promise<CallToolResult> {
    return ensureRequest(() => this.call(tool, input, mcpCaller, context));
  }

  private async call(
    tool: McpTool,
    input: unknown,
    mcpCaller: McpCaller,
    context: ServerContext,
  ): Promise<CallToolResult> {
    try {
      const caller = await mcpCaller.identify();
      actIn(caller.workspace, caller.keyId);
      if (tool.asksLlm) noteTags(context.mcpReq._meta?.[TAGS_HEADER] ?? mcpCaller.tags);
      if (!hasScope(caller, tool.scope)) throw await this.refusalFor(caller, tool);
      const fitting = await parseDto(tool.input, lenientArguments(tool.input, input));
      const perform = () => this.perform(tool, fitting, { caller, context });
      const { audited } = tool;
      const done = audited === undefined ? perform() : this.audit.record(caller, audited, auditedCall(), perform);
      const result = toResult(tool, await done);
      return mcpCaller.knowsOnlyText === true ? { content: result.content } : result;
    } catch (error) {
      const known = toSalesAgentError(error);
      known.log(this.logger, { tool: tool.name });
      return toToolFailure(known, currentRequestId());
    }
  }

  private async refusalFor(caller: Caller, { scope, audited }: McpTool): Promise<AccessDeniedError> {
    if (audited !== undefined) await this.audit.refuse(caller, audited, auditedCall(), AccessDeniedError.errorCode);
    return new AccessDeniedError(scope);
  }

  /** Within the time that a client waits, and as long as it does. */
  private async perform(
    tool: McpTool,
    input: object,
    { caller, context }: { caller: Caller; context: ServerContext },
  ): Promise<object> {
    const leave = this.enter(tool, caller);
    const call = new RunningCall(caller, this.limitSeconds * 1_000, context.mcpReq.signal);
    const endProgress = reportProgress(context, `${tool.title}: under way`);
    this.inFlight.begin(call);
    const work = Promise.try(() => tool.run(input, call));
    const end = () => {
      leave();
      this.inFlight.end(call);
    };
    void work.then(() => call.backgroundDone().then(end), end);
    try {
      return await withTimeout(work, this.limitSeconds * 1_000, () => {
        call.cancel();
        throw new ToolTimeoutError(tool.name, this.limitSeconds);
      });
    } finally {
      endProgress();
      call.detach();
    }
  }

  private enter(tool: McpTool, caller: Caller): () => void {
    return tool.asksLlm && caller.keyId !== null ? this.concurrency.enter(caller) : () => undefined;
  }
}

/** What the audit log keeps of a call, which the request id leads to; the address is that of its line in the log. */
function auditedCall(): AuditedCall {
  return { targetId: null, address: null, requestId: currentRequestId() };
}

/** In both forms, as clients differ in which they show the model. */
function toResult(tool: McpTool, result: object): CallToolResult {
  const structuredContent = project(tool.output, result) as Record<string, unknown>;
  const text = JSON.stringify(structuredContent);
  if (Buffer.byteLength(text) <= MAX_RESULT_BYTES) return { structuredContent, content: [{ type: 'text', text }] };
  const less = tool.abridged?.(result);
  if (less === undefined) throw new Error('The result of a tool is larger than results may be');
  return toResult(tool, less);
}
