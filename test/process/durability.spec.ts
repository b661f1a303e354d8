import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { useFolder, startService } from '../support/service-process.js';
import { useTestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';

const ROUNDS = 3;
const WRITERS = 8;

/** Posts leads until the connection breaks, and keeps the ids of those that were acknowledged. */
async function postUntilItDies(url: string, acknowledged: string[]): Promise<void> {
  for (let count = 0; ; count++) {
    try {
      const response = await fetch(`${url}/api/v1/leads${count % 2 === 0 ? '' : '/qualify'}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ company_name: `Company ${count}`, notes: 'wants a demo' }),
      });
      const lead = (await response.json()) as { id: string };
      if (response.status === 201) acknowledged.push(lead.id);
    } catch {
      return;
    }
  }
}

describe('a service that is killed', () => {
  const folder = useFolder();
  const database = useTestDatabase();

  it('has stored every lead that it acknowledged', async () => {
    const acknowledged: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const service = await startService(folder.path, { DATABASE_URL: database.url });
      const writers = Array.from({ length: WRITERS }, () => postUntilItDies(service.url, acknowledged));
      const before = acknowledged.length;
      await until(() => acknowledged.length > before + WRITERS);
      await sleep(Math.random() * 300);
      await service.end('SIGKILL');
      await Promise.all(writers);
    }
    const rows = await database.query<{ id: string }>('SELECT id FROM leads');
    const stored = new Set(rows.map(({ id }) => id));
    expect(acknowledged.length).toBeGreaterThan(ROUNDS * WRITERS);
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
  }, 60_000);
});
