import { beforeEach, describe, expect, it } from 'vitest';
import { useService } from '../support/test-service.js';
import { expectFailure } from '../support/failure.js';

interface Page {
  data: { id: string; company_name: string; qualification_score: number | null; created_at: string }[];
  next_cursor: string | null;
}

const WORKSPACE = '00000000-0000-7000-8000-000000000001';
const COUNT = 57;
const ROW_ORDER: Record<string, string> = {
  created_at: 'created_at, id',
  qualification_score: 'COALESCE(qualification_score, -1), id',
  company_name: 'company_name COLLATE "und-x-icu", id',
  updated_at: 'updated_at, id',
};

const service = useService();

beforeEach(async () => {
  await service.database.query('DELETE FROM leads');
  await plant(COUNT);
});

/** Leads with many ties in every sort key: five moments, four names of two cases, three scores and none. */
async function plant(count: number): Promise<void> {
  await service.database.query(
    `INSERT INTO leads (workspace_id, id, company_name, qualification_score, created_at, updated_at)
     SELECT $1, gen_random_uuid(), (ARRAY['Acme', 'acme', 'Zeta', U&'\\00C9clair'])[1 + n % 4],
       (ARRAY[0, 50.25, 100, NULL])[1 + n % 4], moment, moment
     FROM generate_series(1, $2::int) AS n,
       LATERAL (SELECT timestamptz '2026-01-01' + (n % 5) * interval '1 ms' AS moment)`,
    [WORKSPACE, count],
  );
}

async function read(query: string): Promise<Page> {
  const { status, body } = await service.http.get(`/api/v1/leads?${query}`);
  expect({ status, body }).toMatchObject({ status: 200, body: { data: expect.any(Array) } });
  return body as Page;
}

/** The ids of every page in turn; `between` runs after each page. */
async function walk(query: string, between = () => Promise.resolve(), start = ''): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = start;
  for (let page = 0; cursor !== null; page++) {
    expect(page).toBeLessThan(100);
    const { data, next_cursor }: Page = await read(`${query}${cursor === '' ? '' : `&cursor=${cursor}`}`);
    ids.push(...data.map(({ id }) => id));
    cursor = next_cursor;
    await between();
  }
  return ids;
}

async function idsInOrder(sort: string): Promise<string[]> {
  const order = ROW_ORDER[sort.replace('-', '')]!;
  const rows = await service.database.query<{ id: string }>(`SELECT id FROM leads ORDER BY ${order}`);
  const ids = rows.map(({ id }) => id);
  return sort.startsWith('-') ? ids.reverse() : ids;
}

const SORTS = Object.keys(ROW_ORDER).flatMap((key) => [key, `-${key}`]);

describe('pages', () => {
  it.each(SORTS)('of every size give each lead once, by %s', async (sort) => {
    const expected = await idsInOrder(sort);
    expect(expected).toHaveLength(COUNT);
    for (const limit of [1, 7, 19, 57, 100]) expect(await walk(`sort=${sort}&limit=${limit}`)).toEqual(expected);
  });

  it.each(SORTS)('give each lead that was there once while others arrive, by %s', async (sort) => {
    const expected = await idsInOrder(sort);
    const ids = await walk(`sort=${sort}&limit=11`, async () => {
      await plant(4);
    });
    const before = new Set(expected);
    expect(ids.filter((id) => before.has(id))).toEqual(expected);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('go on where they were when leads are deleted in between', async () => {
    const first = await read('limit=10&sort=created_at');
    const rest = (await idsInOrder('created_at')).slice(10);
    await service.database.query('DELETE FROM leads WHERE id = ANY($1)', [first.data.map(({ id }) => id)]);
    expect(await walk('limit=10&sort=created_at', undefined, first.next_cursor!)).toEqual(rest);
  });

  it('have 50 leads by default, and the last has no next_cursor', async () => {
    const first = await read('');
    expect(first.data).toHaveLength(50);
    const last = await read(`cursor=${first.next_cursor!}`);
    expect([last.data.length, last.next_cursor]).toEqual([7, null]);
    expect((await read(`limit=${COUNT}`)).next_cursor).toBeNull();
  });

  it('keep to their filters', async () => {
    const ids = await walk('limit=3&q=ACME&min_score=0&sort=-qualification_score');
    const rows = await service.database.query<{ id: string }>(
      `SELECT id FROM leads WHERE lower(company_name) = 'acme'`,
    );
    expect([...ids].sort()).toEqual(rows.map(({ id }) => id).sort());
  });

  it('go on behind the longest names there can be', async () => {
    await service.database.query('DELETE FROM leads');
    for (const character of ['\u{1F600}', '\u0130', '"', '\\', '\u2028']) {
      for (const end of ['a', 'b']) {
        const company_name = character.repeat(254) + end;
        expect((await service.http.post('/api/v1/leads').send({ company_name })).status).toBe(201);
      }
    }
    expect(await walk('sort=company_name&limit=1')).toEqual(await idsInOrder('company_name'));
  });
});

describe('a cursor', () => {
  const list = 'limit=3&sort=-company_name&q=e';

  async function cursor(): Promise<string> {
    const { next_cursor } = await read(list);
    expect(next_cursor).toMatch(/^[A-Za-z0-9_-]+$/);
    return next_cursor!;
  }

  it('is refused with any character changed, left out or added', async () => {
    const good = await cursor();
    const flipped = Array.from(
      good,
      (character, index) => good.slice(0, index) + other(character) + good.slice(index + 1),
    );
    const others = [good.slice(1), good.slice(0, -1), `${good}A`, `A${good}`, `${good}=`, `${good}.`, good + good];
    for (const bad of [...flipped, ...others]) {
      const answer = await service.http.get(`/api/v1/leads?${list}&cursor=${bad}`);
      expectFailure(answer, 422, 'VALIDATION_ERROR');
      expect(answer.body.details.errors).toEqual([expect.objectContaining({ field: 'cursor', rule: 'cursor' })]);
    }
  });

  it.each([
    'sort=company_name&q=e',
    'sort=-created_at&q=e',
    'q=e',
    'sort=-company_name',
    'sort=-company_name&q=E',
    'sort=-company_name&q=e&status=new',
    'sort=-company_name&q=e&min_score=0',
    'sort=-company_name&industry=e',
    'sort=-company_name&q=e&created_after=2020-01-01',
  ])('does not go on in the list of %s', async (query) => {
    const answer = await service.http.get(`/api/v1/leads?limit=3&${query}&cursor=${await cursor()}`);
    expectFailure(answer, 422, 'VALIDATION_ERROR');
  });

  it('goes on with another limit, and as often as it is used', async () => {
    const good = await cursor();
    const [once, twice] = [await read(`${list}&cursor=${good}`), await read(`${list}&cursor=${good}`)];
    expect(once).toEqual(twice);
    const longer = await read(`sort=-company_name&q=e&limit=10&cursor=${good}`);
    expect(longer.data.slice(0, 3)).toEqual(once.data);
  });

  it('does not show its workspace', async () => {
    const payload = Buffer.from(await cursor(), 'base64url').toString('latin1');
    expect(payload).not.toContain(WORKSPACE);
  });
});

function other(character: string): string {
  return character === 'A' ? 'B' : 'A';
}
