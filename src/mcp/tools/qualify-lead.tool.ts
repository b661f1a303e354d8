import { withTimeout } from '../../resilience/timeout.js';
import { Injectable, Logger } from '@nestjs/common';
import { z } from 'zod';
import { ROUTING_STRATEGIES } from '../../llm/llm.settings.js';
import { ValidationError } from '../../errors/request.errors.js';
import { v7 as uuidV7 } from 'uuid';
import { CreateLeadRequest } from '../../leads/dto/create-lead.dto.js';
import type { LeadEntity } from '../../leads/lead.entity.js';
import { LeadsService } from '../../leads/leads.service.js';
import { QualificationService } from '../../qualification/qualification.service.js';
import { asRequest } from './dto-check.js';
import { toScoring } from './lead-answers.js';
import { leadId, newLead, scoring } from './lead.schema.js';
import { McpTool, type ToolCall } from './mcp.tool.js';
import { GIVES_UNTRUSTED } from './untrusted.js';

/** The share of the time for an answer after which scoring goes on without a caller. */
const PATIENCE = 0.9;
const DONE = 'Done: tell the user the score, the tier and the reasons.';

const input = z.strictObject({
  lead_id: leadId.optional(),
  lead: newLead.optional(),
  strategy: z.enum(ROUTING_STRATEGIES).optional(),
});

type Answer = z.input<typeof scoring>;

@Injectable()
export class QualifyLeadTool extends McpTool<typeof input, typeof scoring> {
  override readonly name = 'qualify_lead';
  override readonly title = 'Qualify a lead';
  override readonly description =
    'Scores a lead 0-100, with reasons: a stored one by lead_id, or a new one that it stores. While status is ' +
    `"qualifying" it goes on; then poll get_qualification. ${GIVES_UNTRUSTED}`;
  override readonly scope = 'leads:write';
  override readonly hints = {
    readOnlyHint: false,
    destructiveHint: false,
    idempotentHint: false,
    openWorldHint: true,
  };
  override readonly input = input;
  override readonly output = scoring;
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
    const work = this.qualifications.qualify(workspace, lead, uuidV7(), { strategy, signal: call.signal });
    const done = await withTimeout(work, call.budgetMs * PATIENCE, () => undefined);
    if (done !== undefined) return toScoring(done, done.qualification, DONE);
    call.detach(work.catch(this.noteFor(lead)));
    const goesOn = `Call get_qualification with lead_id ${lead.id} in about 10 seconds.`;
    return { ...toScoring(lead, undefined, goesOn), status: 'qualifying' };
  }

  private async leadOf(
    { lead_id, lead }: Pick<z.output<typeof input>, 'lead_id' | 'lead'>,
    { caller: { workspace } }: ToolCall,
  ): Promise<LeadEntity> {
    if (lead_id !== undefined && lead === undefined) return this.leads.find(workspace, lead_id);
    if (lead_id !== undefined || lead === undefined) {
      throw new ValidationError([{ field: 'lead_id', rule: 'one_of', message: 'give either lead_id or lead' }]);
    }
    const request = await asRequest(CreateLeadRequest, lead);
    return this.leads.store(workspace, uuidV7(), request);
  }

  /** Nobody waits for it any more; the lead's status tells it to whoever asks. */
  private noteFor(lead: LeadEntity): (error: unknown) => void {
    return (error) => {
      const facts = { lead_id: lead.id, err: error };
      this.logger.warn(facts, 'A qualification failed after its caller was told that it goes on');
    };
  }
}
