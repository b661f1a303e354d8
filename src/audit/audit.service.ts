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
import { RefusedCallsRecorder } from './refused-calls.js';

/** The target of an action, and where the call came from. */
export interface AuditedCall {
  targetId: string | null;
  address: string | null;
  requestId: string | null;
}

/** The audit log. */
@Injectable()
export class AuditService {
  private readonly logger = new Logger(AuditService.name);

  constructor(
    private readonly events: AuditEventsRepository,
    private readonly refused: RefusedCallsRecorder,
  ) {}

  /**
   * Runs `work` and records it: as started before, so that nothing can be done without a trace, and with its outcome
   * after. If the first record cannot be written, nothing is done. Without a target, it is the id of the result.
   */
  async record<Result>(
    caller: Caller,
    action: AuditedAction,
    call: AuditedCall,
    work: () => Result | Promise<Result>,
  ): Promise<Result> {
    const id = newId();
    const { workspace } = caller;
    await this.events.insert(workspace, {
      id,
      action,
      outcome: 'started',
      errorCode: null,
      ...actorOf(caller),
      ...call,
    });
    let result: Result;
    try {
      result = await work();
    } catch (error) {
      const { errorCode } = toSalesAgentError(error);
      await this.conclude(
        id,
        this.refused.add(workspace, { action, errorCode, startedId: id, ...actorOf(caller), ...call }),
      );
      throw error;
    }
    await this.conclude(id, this.events.succeed(workspace, id, call.targetId ?? createdId(result)));
    return result;
  }

  /** Records a call that was refused before anything was done. */
  async refuse(caller: Caller, action: AuditedAction, call: AuditedCall, errorCode: string): Promise<void> {
    await this.refused.add(caller.workspace, { action, errorCode, ...actorOf(caller), ...call });
  }

  /** @throws ValidationError if the cursor belongs to another list */
  async list(workspace: WorkspaceId, query: ListAuditEventsQuery): Promise<AuditEventListResponse> {
    return toWirePage(AuditEventResponse, await this.events.list(workspace, query.action, query));
  }

  /** What was done is done: an outcome that cannot be recorded stays `started`, and the failure goes to the log. */
  private async conclude(id: string, recorded: Promise<void>): Promise<void> {
    try {
      await recorded;
    } catch (error) {
      this.logger.error({ err: error, audit_event_id: id }, 'Could not record the outcome of an audited call');
    }
  }
}

function actorOf({ keyId, name }: Caller): Pick<NewAuditEvent, 'actorKeyId' | 'actorName'> {
  return { actorKeyId: keyId, actorName: name };
}

function createdId(result: unknown): string | null {
  const { id } = (result ?? {}) as { id?: unknown };
  return typeof id === 'string' && UUID_FORM.test(id) ? id : null;
}
