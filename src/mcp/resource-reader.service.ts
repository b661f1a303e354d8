import { Injectable, Logger } from '@nestjs/common';
import { AccessDeniedError } from '../access/access.errors.js';
import { type Caller, hasScope } from '../access/caller.js';
import type { Scope } from '../api/scope.js';
import { toSalesAgentError } from '../errors/foreign-error.js';
import { currentRequestId, ensureRequest } from '../telemetry/request-context.js';
import { LeadNotFoundError } from '../leads/lead.errors.js';
import { UUID_FORM } from '../validation/uuid.decorator.js';
import { LeadsService } from '../leads/leads.service.js';
import { ScoringProfileService } from '../qualification/profile/scoring-profile.service.js';
import { ScoringReports } from '../qualification/report/scoring-report.service.js';
import { bytesOf, fittingCount, MAX_RESULT_BYTES } from './tools/result-size.js';
import { toProtocolError } from './tools/tool-failure.js';
import { UNTRUSTED, UNTRUSTED_NAMES } from './tools/untrusted.js';
import type { McpCaller } from './mcp-caller.js';

/** A resource as clients get it. */
export interface McpResource {
  uri: string;
  mimeType: string;
  text: string;
}

export const PROFILE_URI = 'config://scoring-profile';
export const REPORT_URI = 'report://scoring';

/** Reads resources by their URIs, for callers that may read leads. */
@Injectable()
export class ResourceReader {
  static readonly scope: Scope = 'leads:read';
  private readonly logger = new Logger(ResourceReader.name);

  constructor(
    private readonly leads: LeadsService,
    private readonly profiles: ScoringProfileService,
    private readonly reports: ScoringReports,
  ) {}

  /** @throws ProtocolError */
  readLead(mcpCaller: McpCaller, id: string): Promise<McpResource> {
    const uri = `lead://${id}`;
    return ensureRequest(() =>
      this.read(mcpCaller, uri, async ({ workspace }) => {
        if (!UUID_FORM.test(id)) throw new LeadNotFoundError(id);
        return { notice: UNTRUSTED, lead: await this.leads.get(workspace, id.toLowerCase()) };
      }),
    );
  }

  /** @throws ProtocolError */
  readProfile(mcpCaller: McpCaller): Promise<McpResource> {
    return ensureRequest(() => this.read(mcpCaller, PROFILE_URI, ({ workspace }) => this.profiles.get(workspace)));
  }

  /**
   * @param signal aborted when the caller has disconnected
   * @throws ProtocolError
   */
  readReport(mcpCaller: McpCaller, signal: AbortSignal): Promise<McpResource> {
    return ensureRequest(() =>
      this.read(mcpCaller, REPORT_URI, async ({ workspace }) => {
        const { versions, ...report } = await this.reports.make(workspace, {}, signal);
        // Each version of a model has one; those with the most leads come first.
        const count = fittingCount(versions, MAX_RESULT_BYTES - bytesOf(report) - bytesOf(UNTRUSTED_NAMES));
        const truncated = count < versions.length;
        return { notice: UNTRUSTED_NAMES, report: { ...report, versions: versions.slice(0, count) }, truncated };
      }),
    );
  }

  private async read(
    mcpCaller: McpCaller,
    uri: string,
    load: (caller: Caller) => Promise<object>,
  ): Promise<McpResource> {
    const requestId = currentRequestId();
    try {
      const caller = await mcpCaller.identify();
      if (!hasScope(caller, ResourceReader.scope)) throw new AccessDeniedError(ResourceReader.scope);
      return { uri, mimeType: 'application/json', text: JSON.stringify(await load(caller)) };
    } catch (error) {
      const known = toSalesAgentError(error);
      known.log(this.logger, { uri });
      throw toProtocolError(known, requestId, uri);
    }
  }
}
