import { Injectable } from '@nestjs/common';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { LlmNotConfiguredError } from '../../llm/llm.errors.js';
import type { RoutingStrategy } from '../../llm/router/routing-strategy.js';

export interface ResearchRequest {
  query: string;
  maxTokens: number;
  temperature: number;
  strategy?: RoutingStrategy | undefined;
  libraries?: string[] | undefined;
  leadId?: string | undefined;
}

/** For whom it is researched. */
export interface ResearchCaller {
  workspace: WorkspaceId;
  requestId: string;
  signal: AbortSignal;
  readsLeads: boolean;
}

export interface ResearchSource {
  title: string;
  url?: string;
  kind: string;
}

export interface ResearchAnswer {
  result: string;
  model: string;
  provider: string;
  tokensUsed: number;
  costUsd: string;
  latencyMs: number;
  sources: ResearchSource[];
  timestamp: Date;
  grounding: string;
}

@Injectable()
export class ResearchService {
  /** @throws LlmError */
  research(request: ResearchRequest, { signal }: ResearchCaller): Promise<ResearchAnswer> {
    const error = new LlmNotConfiguredError();
    return Promise.reject(signal.aborted ? error : error.with({ max_tokens: request.maxTokens }));
  }
}
