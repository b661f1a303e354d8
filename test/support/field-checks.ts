import { afterEach, expect } from 'vitest';
import { brokenRules, expectFailure } from './failure.js';
import { useService } from './test-service.js';

/** A service without leads, and what checks the fields of new ones there. */
export function useFieldChecks() {
  const service = useService();

  afterEach(async () => {
    await service.database.query('DELETE FROM leads');
  });

  const create = (fields: object) => service.http.post('/api/v1/leads').send({ company_name: 'Acme', ...fields });

  async function leadCount(): Promise<number> {
    const [row] = await service.database.query<{ count: number }>('SELECT count(*)::int AS count FROM leads');
    return row!.count;
  }

  /** That a lead with these fields is refused by just these rules, and not stored. */
  async function expectInvalid(fields: object, rules: string[]): Promise<void> {
    const { status, headers, body } = await create(fields);
    expectFailure({ status, headers, body }, 422, 'VALIDATION_ERROR');
    expect(brokenRules(body)).toEqual(rules);
    expect(await leadCount()).toBe(0);
  }

  return { service, create, leadCount, expectInvalid };
}
