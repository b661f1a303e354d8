import { Injectable, Logger } from '@nestjs/common';
import { z } from 'zod';
import { ROUTING_STRATEGIES } from '../../config/llm.settings.js';
import { ValidationError } from '../../errors/request.errors.js';
import { uuidV7 } from '../../http/uuid-v7.js';
import { CreateLeadRequest } from '../../leads/dto/create-lead.dto.js';
import { toLeadFields } from '../../leads/lead-fields.js';
import type { LeadEntity } from '../../leads/lead.entity.js';
import { LeadsService } from '../../leads/leads.service.js';
import { QualificationResponse } from '../../leads/qualification/dto/qualification.dto.js';
import { type QualifiedLead, QualificationService } from '../../leads/qualification/qualification.service.js';
import { asRequest } from './dto-check.js';
import { leadId, newLead, qualification, status } from './lead.schema.js';
import { McpTool, type ToolCall } from './mcp.tool.js';
import { GIVES_UNTRUSTED, UNTRUSTED } from './untrusted.js';

/** The share of the time for an answer after which scoring goes on without a caller. */
const PATIENCE = 0.9;

const input = z.strictObject({
  lead_id: leadId.optional().describe('A stored lead to score, again if need be.'),
  lead: newLead.optional().describe('A new lead to store and score.'),
  strategy: z.enum(ROUTING_STRATEGIES).optional().describe('How the language model is chosen.'),
});

const output = z.strictObject({
  notice: z.string(),
  lead_id: z.string(),
  status,
  qualification: qualification.nullable().describe('null while it goes on.'),
  next_step: z.string(),
});

type Answer = z.input<typeof output>;

@Injectable()
export class QualifyLeadTool extends McpTool<typeof input, typeof output> {
  override readonly name = 'qualify_lead';
  override readonly title = 'Qualify a lead';
  override readonly description =
    'Scores a lead 0-100 with a tier A-D and reasons. Give either lead_id or lead. It takes seconds; where status is still ' +
    `"qualifying", it goes on, and get_qualification tells the outcome. ${GIVES_UNTRUSTED}`;
  override readonly scope = 'leads:write';
  override readonly hints = {
    readOnlyHint: false,
    destructiveHint: false,
    idempotentHint: false,
    openWorldHint: true,
  };
  override readonly input = input;
  override readonly output = output;
  override readonly asksLlm = true;
  private readonly logger = new Logger(QualifyLeadTool.name);

  constructor(
    private readonly leads: LeadsService,
    private readonly qualifications: QualificationService,
  ) {
    super();
  }

  override async run({ strategy, ...which }: z.output<typeof input>, call: ToolCall): Promise<Answer> {
    const { workspace } = call.caller;
    const lead = await this.leadOf(which, call);
    const work = this.qualifications.qualify(workspace, lead, uuidV7(), strategy, call.signal);
    const done = await within(call.budgetMs * PATIENCE, work);
    if (done !== undefined) return toAnswer(done);
    call.detach(work.catch(this.noteFor(lead, call)));
    return {
      notice: UNTRUSTED,
      lead_id: lead.id,
      status: 'qualifying',
      qualification: null,
      next_step: `Call get_qualification with lead_id ${lead.id} in about 10 seconds.`,
    };
  }

  private async leadOf(
    { lead_id, lead }: Pick<z.output<typeof input>, 'lead_id' | 'lead'>,
    { caller: { workspace } }: ToolCall,
  ): Promise<LeadEntity> {
    if (lead_id !== undefined && lead === undefined) return this.leads.get(workspace, lead_id);
    if (lead_id !== undefined || lead === undefined) {
      throw new ValidationError([{ field: 'lead_id', rule: 'one_of', message: 'give either lead_id or lead' }]);
    }
    const request = await asRequest(CreateLeadRequest, lead);
    return this.leads.create(workspace, uuidV7(), toLeadFields(request));
  }

  /** Nobody waits for it any more; the lead's status tells it to whoever asks. */
  private noteFor(lead: LeadEntity, { id }: ToolCall): (error: unknown) => void {
    return (error) => {
      const facts = { request_id: id, lead_id: lead.id, err: error };
      this.logger.warn(facts, 'A qualification failed after its caller was told that it goes on');
    };
  }
}

/** What `work` comes to, or `undefined` if it is not done after `ms`. */
async function within<Result>(ms: number, work: Promise<Result>): Promise<Result | undefined> {
  const limit = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => {
    limit.resolve(undefined);
  }, ms);
  try {
    return await Promise.race([work, limit.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function toAnswer({ lead, qualification: judgement }: QualifiedLead): Answer {
  return {
    notice: UNTRUSTED,
    lead_id: lead.id,
    status: lead.status,
    qualification: QualificationResponse.from(judgement),
    next_step: 'Done: tell the user the score, the tier and the reasons.',
  };
}
