import { beforeEach } from 'vitest';
import { type Lead, LEADS_PATH } from './lead-client.js';
import { useService } from './test-service.js';

/** A service without leads before each test, and what changes and erases many of them. */
export function useLeadSelections() {
  const service = useService();
  beforeEach(async () => {
    await service.database.query('DELETE FROM leads');
  });
  return {
    service,
    /** Stores leads, and gives their ids. */
    plant: async (...leads: object[]): Promise<string[]> => {
      const { body } = await service.http
        .post(`${LEADS_PATH}/batch`)
        .send({ leads: leads.map((fields) => ({ company_name: 'Acme', ...fields })) });
      return (body as { data: { id: string }[] }).data.map(({ id }) => id);
    },
    read: async (id: string): Promise<Lead> => (await service.http.get(`${LEADS_PATH}/${id}`)).body as Lead,
    change: (body: object) => service.http.patch(LEADS_PATH).send(body),
    erase: (body: object) => service.http.delete(LEADS_PATH).send(body),
    stored: (): Promise<{ id: string; version: number; updated_at: Date }[]> =>
      service.database.query('SELECT id, version, updated_at FROM leads ORDER BY id'),
    /** Whether a statement waits for the lock of another transaction. */
    isStatementWaiting: async (): Promise<boolean> => {
      const waiting = await service.database.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return waiting.length > 0;
    },
  };
}
