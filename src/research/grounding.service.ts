import { Injectable } from '@nestjs/common';
import { LlmSettings } from '../llm/llm.settings.js';
import { ResearchSettings } from './research.settings.js';
import type { LeadEntity } from '../leads/lead.entity.js';
import { toDocument } from '../leads/lead-facts.js';
import { CONTEXT7_PROBLEMS, Context7Failure } from './documentation/context7.failure.js';
import { Documentation } from './documentation/documentation.service.js';
import { namesLead, questionFor } from './outgoing.js';
import type { Grounding, ResearchBasisResponse, ResearchSourceResponse, RunResearchRequest } from './research.dto.js';

/** A source and the content that the model gets. */
export interface SourceDocument {
  source: ResearchSourceResponse;
  content: unknown;
}

export interface ResearchContext {
  documents: SourceDocument[];
  basis: Omit<ResearchBasisResponse, 'lead_id'>;
}

/** Retrieves what an answer can use. A source that is unavailable is reported, and never fails the request. */
@Injectable()
export class GroundingService {
  private readonly limitMs: number;

  constructor(
    private readonly documentation: Documentation,
    { context7TimeoutMs }: ResearchSettings,
    { deadlineMs }: LlmSettings,
  ) {
    // The answer needs time too.
    this.limitMs = Math.min(context7TimeoutMs, deadlineMs / 2);
  }

  /** @param lead the named one; nothing of it is sent to Context7 */
  async retrieve(
    { query, libraries }: RunResearchRequest,
    lead: LeadEntity | undefined,
    signal: AbortSignal,
  ): Promise<ResearchContext> {
    const keys = (libraries ?? []).map((name) => name.toLowerCase());
    const names = (libraries ?? []).filter((_, index) => keys.indexOf(keys[index] ?? '') === index);
    const read = await Promise.all(names.map((name) => this.read(name, query, lead, signal)));
    const documents = read.filter((one) => typeof one === 'object');
    if (lead !== undefined) documents.push(documentOf(lead));
    const notes = read.filter((one) => typeof one === 'string');
    const sources = documents.map(({ source }) => source);
    const grounding = groundingOf(documents.length, notes.length);
    return { documents, basis: { sources, grounding, grounding_notes: notes } };
  }

  /** @returns the documentation of a library, or why there is none */
  private async read(
    library: string,
    query: string,
    lead: LeadEntity | undefined,
    signal: AbortSignal,
  ): Promise<SourceDocument | string> {
    try {
      if (lead !== undefined && namesLead(library, lead)) throw new Context7Failure('withheld');
      const question = questionFor(library, query, lead !== undefined);
      const { title, url, excerpts } = await this.documentation.read(library, question, this.limitMs, signal);
      return { source: { title, url, kind: 'documentation' }, content: excerpts };
    } catch (error) {
      if (!(error instanceof Context7Failure)) throw error;
      return `${library}: ${CONTEXT7_PROBLEMS[error.problem]}`;
    }
  }
}

function documentOf(lead: LeadEntity): SourceDocument {
  const { id, companyName, qualificationScore, qualificationTier, qualificationReasoning } = lead;
  const qualification =
    qualificationScore === null
      ? null
      : { score: qualificationScore, tier: qualificationTier, reasoning: qualificationReasoning };
  return {
    source: { title: `Lead: ${companyName}`, url: `/api/v1/leads/${id}`, kind: 'lead' },
    content: { ...toDocument(lead), qualification },
  };
}

function groundingOf(found: number, missing: number): Grounding {
  if (missing === 0) return found === 0 ? 'not_requested' : 'grounded';
  return found === 0 ? 'ungrounded' : 'partly_grounded';
}
