import { Injectable } from '@nestjs/common';
import type { Page, PageRequest } from '../database/pagination.js';
import type { WorkspaceId } from '../database/workspace-id.js';
import type { Caller } from '../access/caller.js';
import type { AuditedAction } from './audited-actions.js';
import type { AuditEventEntity } from './audit-event.entity.js';
import { AuditEventsRepository, type NewAuditEvent } from './audit-events.repository.js';
import { v7 as uuidV7 } from 'uuid';

/** To what something is done, and from where. */
export interface AuditedCall {
  targetId: string | null;
  address: string | null;
  requestId: string | null;
}

/** An event whose outcome is still to come. */
export interface AuditTrail {
  workspace: WorkspaceId;
  id: string;
}

@Injectable()
export class AuditService {
  constructor(private readonly events: AuditEventsRepository) {}

  /** Writes down that `caller` is about to do something. */
  async begin(caller: Caller, action: AuditedAction, call: AuditedCall): Promise<AuditTrail> {
    return this.write(caller, { action, outcome: 'begun', errorCode: null, ...call });
  }

  /** Writes down that `caller` was kept from doing something. */
  async refuse(caller: Caller, action: AuditedAction, call: AuditedCall, errorCode: string): Promise<void> {
    await this.write(caller, { action, outcome: 'refused', errorCode, ...call });
  }

  /** Writes down that it was done, or, with an error's code, that it was refused. */
  async conclude({ workspace, id }: AuditTrail, targetId: string | null, errorCode?: string): Promise<void> {
    const outcome = errorCode === undefined ? 'succeeded' : 'refused';
    await this.events.conclude(workspace, { id, outcome, targetId, errorCode: errorCode ?? null });
  }

  /** @throws ValidationError if the cursor belongs to another list */
  list(workspace: WorkspaceId, action: string | undefined, page: PageRequest): Promise<Page<AuditEventEntity>> {
    return this.events.list(workspace, action, page);
  }

  private async write(
    { workspace, keyId, name }: Caller,
    event: Omit<NewAuditEvent, 'id' | 'actorKeyId' | 'actorName'>,
  ): Promise<AuditTrail> {
    const id = uuidV7();
    await this.events.insert(workspace, { id, actorKeyId: keyId, actorName: name, ...event });
    return { workspace, id };
  }
}
