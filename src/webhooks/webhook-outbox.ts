import { Injectable } from '@nestjs/common';
import type { Query } from '../database/database.service.js';
import type { WorkspaceId } from '../database/workspace-id.js';
import { newId } from '../ids/new-id.js';
import type { WebhookEventType } from './webhook-events.js';

/** Something that happened. */
export interface WebhookEvent {
  type: WebhookEventType;
  /** The import, run, ... that it is about; events of one subject are sent in their order. */
  subjectId: string;
  /** What receivers are told: JSON without data of people. */
  data: Record<string, unknown>;
}

/**
 * What webhooks are told, stored by the transaction that makes it true. Triggers do the same for leads and budgets, whose
 * changes have many origins.
 */
@Injectable()
export class WebhookOutbox {
  /**
   * Stores an event for each webhook that wants it.
   * @param query what the transaction runs its statements with
   */
  async record(query: Query, workspaceId: WorkspaceId, { type, subjectId, data }: WebhookEvent): Promise<void> {
    await query(
      `INSERT INTO webhook_deliveries (workspace_id, id, webhook_id, event_id, type, subject_id, data)
       SELECT workspace_id, gen_random_uuid(), id, $2, $3::text, $4, $5
       FROM webhooks WHERE workspace_id = $1 AND enabled AND $3::text = ANY (events)`,
      [workspaceId, newId(), type, subjectId, JSON.stringify(data)],
    );
  }
}
