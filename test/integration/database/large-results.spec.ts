import { beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../../src/database/database.service.js';
import { useService } from '../../support/test-service.js';

const ROWS = 100;
/** Rows of 20 KB, whose JSON is parsed as well. */
const LARGE = `SELECT n, jsonb_build_object('text', repeat('"a" ', 2500), 'list', (SELECT jsonb_agg(m) FROM generate_series(1, 1000) AS m)) AS data
  FROM generate_series(1, ${ROWS}) AS n`;
const READS = 10;

const service = useService({ DB_POOL_SIZE: String(READS) });
let database: Database;

beforeAll(async () => {
  database = service.app.get(Database, { strict: false });
  await database.read('SELECT 1');
});

describe('Results of megabytes', () => {
  it('arrive whole on all connections at once', async () => {
    const reads = Array.from({ length: READS }, () => database.read<{ n: number; data: { text: string } }>(LARGE));
    for (const rows of await Promise.all(reads)) {
      expect(rows.map(({ n }) => n)).toEqual(Array.from({ length: ROWS }, (_, index) => index + 1));
      expect(rows[0]!.data.text).toHaveLength(10_000);
    }
  });
});
