import { Injectable } from '@nestjs/common';
import { LlmSettings } from '../llm/llm.settings.js';
import { ResearchSettings } from './research.settings.js';
import type { LeadEntity } from '../leads/lead.entity.js';
import { toDocument } from '../leads/lead-facts.js';
import { CONTEXT7_PROBLEMS, Context7Failure } from './documentation/context7.failure.js';
import { Documentation } from './documentation/documentation.service.js';
import { namesLead, questionFor } from './outgoing.js';
import type { Grounding, ResearchBasis, ResearchRequest, ResearchSource } from './research.js';

/** A source, and what the model is given of it. */
export interface Material {
  source: ResearchSource;
  content: unknown;
}

export interface Ground extends ResearchBasis {
  material: Material[];
}

/** Gathers what an answer is to rest on. What is not to be had is told, and never in the way of an answer. */
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

  /** @param lead the one that is named, if one is; nothing of it leaves for Context7 */
  async gather(
    { query, libraries = [] }: Pick<ResearchRequest, 'query' | 'libraries'>,
    lead: LeadEntity | undefined,
    signal: AbortSignal,
  ): Promise<Ground> {
    const keys = libraries.map((name) => name.toLowerCase());
    const names = libraries.filter((_, index) => keys.indexOf(keys[index] ?? '') === index);
    const read = await Promise.all(names.map((name) => this.read(name, query, lead, signal)));
    const material = read.filter((one) => typeof one === 'object');
    if (lead !== undefined) material.push(materialOf(lead));
    const groundingNotes = read.filter((one) => typeof one === 'string');
    return {
      material,
      sources: material.map(({ source }) => source),
      grounding: groundingOf(material.length, groundingNotes.length),
      groundingNotes,
    };
  }

  /** @returns what was read of a library, or why nothing was */
  private async read(
    library: string,
    query: string,
    lead: LeadEntity | undefined,
    signal: AbortSignal,
  ): Promise<Material | string> {
    try {
      if (lead !== undefined && namesLead(library, lead)) throw new Context7Failure('withheld');
      const question = questionFor(library, query, lead !== undefined);
      const { title, url, excerpts } = await this.documentation.readUp(library, question, this.limitMs, signal);
      return { source: { title, url, kind: 'documentation' }, content: excerpts };
    } catch (error) {
      if (!(error instanceof Context7Failure)) throw error;
      return `${library}: ${CONTEXT7_PROBLEMS[error.problem]}`;
    }
  }
}

function materialOf(lead: LeadEntity): Material {
  const { id, companyName, qualificationScore, qualificationTier, qualificationReasoning } = lead;
  const judgement =
    qualificationScore === null
      ? null
      : { score: qualificationScore, tier: qualificationTier, reasoning: qualificationReasoning };
  return {
    source: { title: `Lead: ${companyName}`, url: `/api/v1/leads/${id}`, kind: 'lead' },
    content: { ...toDocument(lead), qualification: judgement },
  };
}

function groundingOf(found: number, missing: number): Grounding {
  if (missing === 0) return found === 0 ? 'not_requested' : 'grounded';
  return found === 0 ? 'ungrounded' : 'partly_grounded';
}
