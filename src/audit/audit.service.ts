import { Injectable, Logger } from '@nestjs/common';
import { newId } from '../ids/new-id.js';
import type { Caller } from '../access/caller.js';
import type { AuditedAction } from '../api/audited-action.js';
import type { WorkspaceId } from '../database/workspace-id.js';
import { toSalesAgentError } from '../errors/foreign-error.js';
import { UUID_FORM } from '../validation/uuid.decorator.js';
import { toWirePage } from '../validation/wire.js';
import { type AuditEventListResponse, AuditEventResponse, type ListAuditEventsQuery } from './audit-event.dto.js';
import { AuditEventsRepository, type NewAuditEvent } from './audit-events.repository.js';

/** The target of an action, and where the call came from. */
export interface AuditedCall {
  targetId: string | null;
  address: string | null;
  requestId: string | null;
}

type Outcome = Pick<NewAuditEvent, 'outcome' | 'errorCode' | 'targetId'>;

/** The audit log. */
@Injectable()
export class AuditService {
  private readonly logger = new Logger(AuditService.name);

  constructor(private readonly events: AuditEventsRepository) {}

  /**
   * Runs `work` and records it: as started before, so that nothing can be done without a trace, and with its outcome
   * after. If the first record cannot be written, nothing is done. Without a target, it is the id of the result.
   */
  async record<Result>(
    caller: Caller,
    action: AuditedAction,
    call: AuditedCall,
    work: () => Promise<Result>,
  ): Promise<Result> {
    const id = await this.insert(caller, action, call, 'started', null);
    const { targetId } = call;
    try {
      const result = await work();
      await this.conclude(caller, id, {
        outcome: 'succeeded',
        errorCode: null,
        targetId: targetId ?? createdId(result),
      });
      return result;
    } catch (error) {
      await this.conclude(caller, id, { outcome: 'refused', errorCode: toSalesAgentError(error).errorCode, targetId });
      throw error;
    }
  }

  /** Records a call that was refused before anything was done. */
  async refuse(caller: Caller, action: AuditedAction, call: AuditedCall, errorCode: string): Promise<void> {
    await this.insert(caller, action, call, 'refused', errorCode);
  }

  /** @throws ValidationError if the cursor belongs to another list */
  async list(workspace: WorkspaceId, query: ListAuditEventsQuery): Promise<AuditEventListResponse> {
    return toWirePage(AuditEventResponse, await this.events.list(workspace, query.action, query));
  }

  private async insert(
    { workspace, keyId, name }: Caller,
    action: AuditedAction,
    call: AuditedCall,
    outcome: Outcome['outcome'],
    errorCode: string | null,
  ): Promise<string> {
    const id = newId();
    await this.events.insert(workspace, {
      id,
      action,
      outcome,
      errorCode,
      actorKeyId: keyId,
      actorName: name,
      ...call,
    });
    return id;
  }

  /** What was done is done: an outcome that cannot be recorded stays `started`, and the failure goes to the log. */
  private async conclude({ workspace }: Caller, id: string, outcome: Outcome): Promise<void> {
    try {
      await this.events.conclude(workspace, { id, ...outcome });
    } catch (error) {
      this.logger.error({ err: error, audit_event_id: id }, 'Could not record the outcome of an audited call');
    }
  }
}

function createdId(result: unknown): string | null {
  const { id } = (result ?? {}) as { id?: unknown };
  return typeof id === 'string' && UUID_FORM.test(id) ? id : null;
}
