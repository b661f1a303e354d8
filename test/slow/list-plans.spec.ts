import { beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../src/database/database.service.js';
import { DEFAULT_WORKSPACE_ID } from '../../src/database/workspace-id.js';
import type { LeadFilters, LeadSort } from '../../src/leads/dto/list-leads.dto.js';
import { LeadListRepository } from '../../src/leads/lead-list.repository.js';
import { SearchSamples } from '../../src/leads/search/search-samples.service.js';
import { operationsOf, readApiDocument } from '../support/api-document.js';
import { insertAdminKey } from '../support/rows/admin-key.js';
import { inEverySort, listQueries, type ListParameters, nameOf } from '../support/rows/list-queries.js';
import { fill, NEWEST } from '../support/rows/many-rows.js';
import { type Statement, statementOf, statementWith } from '../support/rows/statement.js';
import { useService } from '../support/test-service.js';
import { blocksOf, faultsOf } from '../support/query-plan.js';
import { useConnection } from '../support/test-database.js';

const LEADS = 200_000;
const OTHERS = 20_000;
/** A hundredth of the leads: more than any page needs, and far less than there are. */
const MOST_ROWS = 2_000;
/** How far a cursor is followed before its statement is looked at, with 100 rows a page. */
const DEEP = 5;
const QUERIES = listQueries(LEADS);
/** Filters that pass so few leads, and in such places, that they are no promise of speed. */
const NARROW: ListParameters[] = [
  { industry: 'Shipbuilding 7', status: 'failed' },
  { status: 'failed', tier: 'A' },
  { min_score: '99.9' },
  { max_score: '0.1' },
];
/** Of 8 kB: what a page of 50 leads takes, each from another place, and some more. */
const MOST_BLOCKS = 200;
/** Without background jobs, which read lists of their own meanwhile. */
const UNLIMITED = { RATE_LIMIT_PER_MINUTE: '100000000', ROLE: 'web' };
/** Lists that hold few rows, as people make them one by one, and lists that belong to one run or webhook. */
const SHORT = /\/(jobs|webhooks|qualification-runs|scoring-profile|imports)\b/;

const service = useService(UNLIMITED);
const client = useConnection(() => service.database.url);
let key: string;
let newestLead: string;
let sent: Statement[] = [];

beforeAll(async () => {
  await fill(client, {
    ...{ leads: LEADS, qualifications: OTHERS, audit_events: OTHERS },
    ...{ api_keys: OTHERS, workspaces: OTHERS, llm_calls: OTHERS },
  });
  key = await insertAdminKey(client);
  const { rows } = await client.query<{ id: string }>('SELECT id FROM leads ORDER BY created_at DESC LIMIT 1');
  newestLead = rows[0]!.id;
  recordStatements();
}, 120_000);

const minutesAgo = (minutes: number) => new Date(NEWEST.getTime() - minutes * 60_000).toISOString();

/** Keeps what the service sends to its database, which answers as ever. */
function recordStatements(): void {
  const database = service.app.get(Database);
  const read = database.read.bind(database);
  database.read = (sql, parameters) => {
    sent.push(statementWith(sql, parameters ?? []));
    return read(sql, parameters);
  };
}

/** Asks the service, and gives the cursor of the next page with the statement that read this one. */
async function ask(path: string, parameters: ListParameters) {
  sent = [];
  const { status, body } = await service.http
    .get(path.replace('{id}', newestLead))
    .query(parameters)
    .set('Authorization', `Bearer ${key}`);
  expect({ status, body }).toMatchObject({ status: 200 });
  // Whether a score still holds is told by the newest version of the profile, which is one row.
  const statements = sent.filter(({ sql }) => sql.includes('ORDER BY') && !/LIMIT 1\b/.test(sql));
  return { cursor: body.next_cursor as string | null, statements };
}

async function expectGoodPlan(statements: Statement[]): Promise<void> {
  expect(statements).toHaveLength(1);
  expect(await faultsOf(client, statements[0]!, MOST_ROWS)).toEqual([]);
}

const cases = [...Object.entries(QUERIES), ['/api/v1/leads', inEverySort(NARROW)] as const].flatMap(([path, lists]) =>
  lists.map((parameters): [string, string, ListParameters] => [`${path} ${nameOf(parameters)}`, path, parameters]),
);

describe('a list over many rows', () => {
  it('is there for every list of openapi.json, for each of its filters and for each of its sorts', () => {
    const documented = operationsOf(readApiDocument()).flatMap(({ method, path, parameters: all }) => {
      const parameters = method === 'get' ? all.filter((parameter) => parameter.in === 'query') : [];
      if (!parameters.some(({ name }) => name === 'cursor') || SHORT.test(path)) return [];
      const own = parameters.filter(({ name }) => !['cursor', 'limit', 'workspace_id'].includes(name));
      const sorts = own.flatMap(({ name, schema }) => (name === 'sort' ? (schema.enum ?? []) : []));
      return [{ path, names: own.map(({ name }) => name).sort(), sorts: sorts.sort() }];
    });
    const covered = Object.entries(QUERIES).map(([path, lists]) => ({
      path,
      names: [...new Set(lists.flatMap((list) => Object.keys(list)))].sort(),
      sorts: [...new Set(lists.flatMap(({ sort }) => sort ?? []))].sort(),
    }));
    const byPath = (left: { path: string }, right: { path: string }) => (left.path < right.path ? -1 : 1);
    expect(covered.sort(byPath)).toEqual(documented.sort(byPath));
  });

  it.each(cases)('reads few of them: %s', async (_name, path, parameters) => {
    // The fewer leads are asked for, the sooner PostgreSQL expects to have found them.
    let { cursor, statements } = await ask(path, { ...parameters, limit: '10' });
    await expectGoodPlan(statements);
    for (let page = 1; page < DEEP && cursor !== null; page++) {
      ({ cursor, statements } = await ask(path, { ...parameters, limit: '100', cursor }));
    }
    await expectGoodPlan(statements);
  });

  it.each<[LeadSort, LeadFilters, string | number]>([
    ['created_at', { created_after: minutesAgo(LEADS) }, minutesAgo(LEADS / 2)],
    ['-created_at', { created_before: minutesAgo(0) }, minutesAgo(LEADS / 2)],
    ['qualification_score', { min_score: 0 }, 50],
    ['-qualification_score', { max_score: 100 }, 50],
    ['qualification_score', { max_score: 100 }, 50],
    ['-qualification_score', { min_score: 0 }, 50],
  ])('is read from its cursor on, not from the end of a range: by %s, with %j', async (sort, filters, key) => {
    const after = { key, id: newestLead };
    const statement = await statementOf((recorder) =>
      new LeadListRepository(recorder, new SearchSamples(recorder)).findPage(
        DEFAULT_WORKSPACE_ID,
        filters,
        sort,
        50,
        after,
      ),
    );
    expect(await blocksOf(client, statement)).toBeLessThan(MOST_BLOCKS);
  });

  it('is not read whole for the usage of a day', async () => {
    const from = new Date(NEWEST.getTime() - 86_400_000).toISOString();
    const { statements } = await ask('/api/v1/llm/usage', { from, to: NEWEST.toISOString() });
    await expectGoodPlan(statements.filter(({ sql }) => sql.includes('FROM llm_calls')));
  });

  it.each([
    ['looks at every lead', 'WHERE notes IS NULL', /^Seq Scan on leads$/],
    ['sorts every lead', `ORDER BY notes LIMIT 50`, /^Seq Scan on leads$/],
    [
      'follows an index through every lead',
      `WHERE id::text LIKE '%none%' ORDER BY workspace_id, id LIMIT 50`,
      /^Index (Only )?Scan on leads reads 200000 rows$/,
    ],
  ])('would fail if it %s', async (_what, query, fault) => {
    const faults = await faultsOf(client, { sql: `SELECT id FROM leads ${query}`, parameters: [] }, MOST_ROWS);
    expect(faults).toEqual([expect.stringMatching(fault)]);
  });
});
