import { beforeEach, expect } from 'vitest';
import { type TestService, useService } from './test-service.js';

/** A service without leads before each test, and what stores some and searches them. */
export function useLeadSearches() {
  const service = useService();
  beforeEach(async () => {
    await service.database.query('DELETE FROM leads');
  });
  return {
    service,
    /** Stores leads, and gives the id of the last one. */
    store: (...leads: object[]) => store(service, leads),
    /** The companies of the leads that a search finds. */
    found: (q: string, more: Record<string, string> = {}) => found(service, { q, ...more }),
  };
}

async function store({ http }: TestService, leads: readonly object[]): Promise<string> {
  let id = '';
  for (const lead of leads) {
    const { status, body } = await http.post('/api/v1/leads').send({ company_name: 'Acme', ...lead });
    expect({ status, body }).toMatchObject({ status: 201 });
    id = body.id as string;
  }
  return id;
}

async function found({ http }: TestService, query: Record<string, string>): Promise<string[]> {
  const { status, body } = await http.get('/api/v1/leads').query(query);
  expect({ status, body }).toMatchObject({ status: 200 });
  return (body as { data: { company_name: string }[] }).data.map(({ company_name }) => company_name);
}
