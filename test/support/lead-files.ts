import { beforeEach } from 'vitest';
import { useService } from './test-service.js';

type Json = ReturnType<typeof JSON.parse>;

const TYPES = { csv: 'text/csv', ndjson: 'application/x-ndjson' } as const;
export type FileFormat = keyof typeof TYPES;

/** A service without leads before each test, and what sends and takes files of leads. */
export function useLeadFiles() {
  const service = useService({ IMPORT_BATCH_ROWS: '7' });
  const clear = async (): Promise<void> => {
    await service.database.query('DELETE FROM imports');
    await service.database.query('DELETE FROM leads');
  };
  beforeEach(clear);
  return {
    service,
    clear,
    download: async (query = '', format: FileFormat = 'csv'): Promise<string> =>
      (await fetch(`${service.url}/api/v1/leads/export.${format}${query}`)).text(),
    upload: async (body: string, format: FileFormat = 'csv', query = '?wait=60'): Promise<Json> => {
      const headers = { 'content-type': TYPES[format] };
      return (await fetch(`${service.url}/api/v1/imports${query}`, { method: 'POST', headers, body })).json();
    },
    listed: async (query = ''): Promise<Json[]> =>
      (await service.http.get(`/api/v1/leads?limit=100&sort=company_name${query}`)).body.data,
    create: async (lead: object): Promise<Json> => (await service.http.post('/api/v1/leads').send(lead)).body,
    recordOutcome: (id: string, outcome: object) => service.http.put(`/api/v1/leads/${id}/outcome`).send(outcome),
  };
}
