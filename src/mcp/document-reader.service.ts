import { Injectable, Logger } from '@nestjs/common';
import { AccessDeniedError } from '../access/access.errors.js';
import { type Caller, mayDo, type Scope } from '../access/caller.js';
import { toSalesAgentError } from '../errors/foreign-error.js';
import { LeadResponse } from '../leads/dto/lead.dto.js';
import { LeadNotFoundError } from '../leads/lead.errors.js';
import { LeadsService } from '../leads/leads.service.js';
import { ScoringProfileResponse } from '../leads/qualification/profile/scoring-profile.dto.js';
import { ScoringProfileService } from '../leads/qualification/profile/scoring-profile.service.js';
import { toProtocolError } from './mcp-failure.js';
import { leadId } from './tools/lead.schema.js';
import { UNTRUSTED } from './tools/untrusted.js';
import type { Visitor } from './visitor.js';

/** A resource as clients get it. */
export interface Document {
  uri: string;
  mimeType: string;
  text: string;
}

export const PROFILE_URI = 'config://scoring-profile';

/** Reads what stands behind the URIs of resources, for whoever may read leads. */
@Injectable()
export class DocumentReader {
  static readonly scope: Scope = 'leads:read';
  private readonly logger = new Logger(DocumentReader.name);

  constructor(
    private readonly leads: LeadsService,
    private readonly profiles: ScoringProfileService,
  ) {}

  /** @throws ProtocolError */
  readLead(visitor: Visitor, id: string): Promise<Document> {
    const uri = `lead://${id}`;
    return this.read(visitor, uri, async ({ workspace }) => {
      const known = leadId.safeParse(id);
      if (!known.success) throw new LeadNotFoundError(id);
      return { notice: UNTRUSTED, lead: LeadResponse.from(await this.leads.get(workspace, known.data)) };
    });
  }

  /** @throws ProtocolError */
  readProfile(visitor: Visitor): Promise<Document> {
    return this.read(visitor, PROFILE_URI, async ({ workspace }) =>
      ScoringProfileResponse.from(await this.profiles.current(workspace)),
    );
  }

  private async read(visitor: Visitor, uri: string, load: (caller: Caller) => Promise<object>): Promise<Document> {
    const reference = visitor.callId();
    try {
      const caller = await visitor.identify();
      if (!mayDo(caller, DocumentReader.scope)) throw new AccessDeniedError(DocumentReader.scope);
      return { uri, mimeType: 'application/json', text: JSON.stringify(await load(caller)) };
    } catch (error) {
      const known = toSalesAgentError(error);
      if (known.kind === 'internal') this.logger.error({ request_id: reference, uri, err: known.cause }, known.message);
      throw toProtocolError(known, reference, uri);
    }
  }
}
