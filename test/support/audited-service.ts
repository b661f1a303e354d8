import { beforeAll, expect } from 'vitest';
import type { Agent } from 'supertest';
import { clientOf, issueKey, type KeyHolder } from './callers.js';
import { LEAD } from './sample-lead.js';
import { useService } from './test-service.js';

/** An event of the audit log, as the API shows it. */
export interface AuditEvent {
  id: string;
  action: string;
  outcome: string;
  error_code: string | null;
  actor_key_id: string | null;
  actor_name: string;
  target_id: string | null;
  address: string;
  request_id: string;
  count: number;
  last_at: string | null;
  created_at: string;
}

/** A service with an operator, and what reads its audit log. */
export function useAuditedService() {
  const service = useService();
  const operator = {} as { key: KeyHolder; client: Agent };

  beforeAll(async () => {
    operator.key = await issueKey(service, { name: 'operations' });
    operator.client = clientOf(service.url, operator.key);
  });

  return {
    service,
    operator,
    eventsOf,
    /** Sends a request, and gives its event of the audit log. */
    eventOf: async (sendRequest: (requestId: string) => Promise<{ status: number }>, by = operator.client) => {
      const requestId = `audit-${Math.random().toString(36).slice(2).padEnd(8, '0')}`;
      const { status } = await sendRequest(requestId);
      const events = (await eventsOf(by)).filter((event) => event.request_id === requestId);
      expect(events).toHaveLength(1);
      return { status, ...events[0]! };
    },
    /** @returns its id */
    newLead: async (by = operator.client): Promise<string> =>
      (await by.post('/api/v1/leads/qualify').send(LEAD)).body.id as string,
  };
}

async function eventsOf(admin: Agent, query: Record<string, string> = {}): Promise<AuditEvent[]> {
  const { status, body } = await admin.get('/api/v1/audit-events').query({ limit: '100', ...query });
  expect(status).toBe(200);
  return body.data as AuditEvent[];
}
