import { Injectable } from '@nestjs/common';
import { Batch } from '../database/batch.js';
import type { WorkspaceId } from '../database/workspace-id.js';
import { newId } from '../ids/new-id.js';
import { AuditEventsRepository, type RefusedCall, type RefusedCalls } from './audit-events.repository.js';

/**
 * Records refused calls: one event for each API key, action, error and minute, which counts them. Those that are refused at
 * the same time go to the database together, so that they do not queue for the lock of one row.
 */
@Injectable()
export class RefusedCallsRecorder {
  private readonly batch;

  constructor(events: AuditEventsRepository) {
    this.batch = new Batch<WorkspaceId, RefusedCall, void>(async (workspace, calls) => {
      await events.addRefused(workspace, summed(calls));
      return () => undefined;
    });
  }

  add(workspace: WorkspaceId, call: RefusedCall): Promise<void> {
    return this.batch.add(workspace, call);
  }
}

/** Calls that share an event; it has the address, the request and the target of the first. */
function summed(calls: RefusedCall[]): RefusedCalls[] {
  const groups = Map.groupBy(calls, ({ actorKeyId, action, errorCode }) => [actorKeyId, action, errorCode].join());
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const startedIds = group.flatMap(({ startedId }) => (startedId === undefined ? [] : [startedId]));
    return first === undefined ? [] : [{ ...first, id: newId(), count: group.length, startedIds }];
  });
}
