import pg from 'pg';
import { insertAdminKey } from '../support/rows/admin-key.js';
import { runBench } from './bench.js';
import { inEverySort, listQueries, MIDDLING_TERM, type ListParameters, nameOf } from '../support/rows/list-queries.js';
import { fill, NEWEST } from '../support/rows/many-rows.js';
import { median } from './report.js';

const SIZES = [10_000, 1_000_000] as const;
/** How much longer a page may take at the larger size than at the smaller one. */
const MOST = { list: 1.5, search: 3 };
const PAGE = 10;
const DEEP_PAGE = 1_000;
/** The order in which filtered lists are walked to a deep page; `list-plans.spec.ts` looks at the plans of all orders. */
const WALKED_SORT = '-created_at';
/** Most entries that the service gives at once; the way to a deep page is walked in strides. */
const STRIDE = 100;
const WARM_UPS = 5;
const SAMPLES = 41;
/** Enough where the ratio is far below the most. */
const FEW_SAMPLES = 11;
const FAR_BELOW = 0.8;
const UNLIMITED = { RATE_LIMIT_PER_MINUTE: '100000000' };

/** A service over a database of one of the sizes. */
interface TestService {
  url: string;
  count: number;
  key: string;
  newestLead: string;
}

/** Asks one service for a page of one list. */
type Ask = (page: ListParameters) => Promise<{ next_cursor?: string | null }>;

/** Where a walk has come to: after how many rows, and the cursor that goes on from there. */
interface Place {
  row: number;
  cursor: string;
}

interface Verdict {
  list: string;
  page: string;
  /** Medians in ms. */
  small: number;
  large: number;
  ratio: number;
  most: number;
}

/** The first page of every documented list query, and a deep one, over few rows and over many. */
await runBench(async (bench) => {
  const services: TestService[] = [];
  for (const count of SIZES) {
    const databaseUrl = await createDatabase(bench.databaseUrl, `rows_${count}`);
    const url = await bench.startService({ DATABASE_URL: databaseUrl, ...UNLIMITED });
    const start = performance.now();
    services.push({ url, count, ...(await prepare(databaseUrl, count)) });
    console.log(`Filled ${count} rows of each list in ${Math.round((performance.now() - start) / 1_000)} s`);
  }
  console.log(`Medians of ${FEW_SAMPLES} to ${SAMPLES} requests to each size in turn, ${PAGE} rows a page:`);
  const verdicts: Verdict[] = [];
  for (const [path, lists] of Object.entries(queriesOf(SIZES[0]))) {
    for (const [index, parameters] of lists.entries()) {
      const most = parameters.q === undefined ? MOST.list : MOST.search;
      const asks = services.map((service): Ask => {
        return (page) => ask(service, path, { ...queriesOf(service.count)[path]![index], ...page });
      });
      const list = `${path} ${nameOf(parameters)}`;
      verdicts.push(await judgeFirstPage(list, most, asks));
      if (isWalked(parameters)) verdicts.push(...(await judgeDeepPage(list, most, asks)));
    }
    console.log(`Measured ${lists.length} lists of ${path}`);
  }
  verdicts.push(await judgeUsage(services));
  print(verdicts);
  const slow = verdicts.filter(({ ratio, most }) => ratio > most);
  for (const { list, page, ratio, most } of slow) {
    console.error(`${list}, ${page}: takes ${ratio.toFixed(2)} times as long, where ${most} is the most`);
  }
  return slow.length === 0;
});

function queriesOf(count: number): Record<string, ListParameters[]> {
  const { '/api/v1/leads': leads = [], ...others } = listQueries(count);
  return { '/api/v1/leads': [...leads, ...inEverySort([MIDDLING_TERM])], ...others };
}

async function createDatabase(databaseUrl: string, name: string): Promise<string> {
  await withClient(databaseUrl, (client) => client.query(`CREATE DATABASE ${name}`));
  const url = new URL(databaseUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function prepare(databaseUrl: string, count: number): Promise<Pick<TestService, 'key' | 'newestLead'>> {
  return withClient(databaseUrl, async (client) => {
    const counts = { leads: count, qualifications: count, audit_events: count, llm_calls: count };
    await fill(client, { ...counts, api_keys: count, workspaces: count });
    const { rows } = await client.query<{ id: string }>('SELECT id FROM leads ORDER BY created_at DESC LIMIT 1');
    return { key: await insertAdminKey(client), newestLead: rows[0]!.id };
  });
}

/** Lists without a filter, and all others in one order: to walk takes ten times as long as to measure. */
function isWalked({ sort = WALKED_SORT, ...filters }: ListParameters): boolean {
  return sort === WALKED_SORT || Object.keys(filters).length === 0;
}

async function judgeFirstPage(list: string, most: number, asks: Ask[]): Promise<Verdict> {
  const first = asks.map((page) => () => page({ limit: String(PAGE) }));
  return { list, page: 'first', ...(await measure(first, most)), most };
}

/** Where one of the lists has no second page, there is no deep one to compare. */
async function judgeDeepPage(list: string, most: number, asks: Ask[]): Promise<Verdict[]> {
  const places = await Promise.all(asks.map(walk));
  if (places.includes(undefined)) return [];
  const deep = asks.map((page, index) => () => page({ limit: String(PAGE), cursor: places[index]!.cursor }));
  const page = [...new Set(places.map((place) => place!.row / PAGE + 1))].join(', ');
  return [{ list, page, ...(await measure(deep, most)), most }];
}

/** A report is no list, but read like one, as long as its period holds the same number of calls. */
async function judgeUsage(services: TestService[]): Promise<Verdict> {
  const path = '/api/v1/llm/usage';
  const from = new Date(NEWEST.getTime() - 86_400_000).toISOString();
  const asks = services.map(
    (service) => () => ask(service, path, { from, to: NEWEST.toISOString(), group_by: 'provider' }),
  );
  return { list: `${path} of a day`, page: '', ...(await measure(asks, MOST.list)), most: MOST.list };
}

/** Goes to the page `DEEP_PAGE`, or to the last page of a shorter list; `undefined` if that is the first. */
async function walk(page: Ask): Promise<Place | undefined> {
  const target = (DEEP_PAGE - 1) * PAGE;
  let place: Place | undefined;
  for (let stride = STRIDE; ;) {
    const { row, cursor } = place ?? { row: 0, cursor: '' };
    if (row === target) return place;
    const limit = Math.min(stride, target - row);
    const { next_cursor } = await page({ limit: String(limit), cursor });
    if (typeof next_cursor === 'string') place = { cursor: next_cursor, row: row + limit };
    else if (stride === PAGE) return place;
    else stride = PAGE;
  }
}

/** Asks small and large in turn, so that whatever else the machine does meets both alike; more often where it is close. */
async function measure(
  asks: (() => Promise<unknown>)[],
  most: number,
): Promise<Pick<Verdict, 'small' | 'large' | 'ratio'>> {
  const times = asks.map((): number[] => []);
  for (let sample = -WARM_UPS; sample < SAMPLES; sample++) {
    if (sample === FEW_SAMPLES && mediansOf(times).ratio < FAR_BELOW * most) break;
    for (const [index, request] of asks.entries()) {
      const start = performance.now();
      await request();
      if (sample >= 0) times[index]!.push(performance.now() - start);
    }
  }
  return mediansOf(times);
}

function mediansOf(times: readonly number[][]): Pick<Verdict, 'small' | 'large' | 'ratio'> {
  const [small = NaN, large = NaN] = times.map((some) => median(some));
  return { small, large, ratio: large / small };
}

async function ask(service: TestService, path: string, parameters: ListParameters): ReturnType<Ask> {
  const url = `${service.url}${path.replace('{id}', service.newestLead)}?${new URLSearchParams(parameters).toString()}`;
  const response = await fetch(url, { headers: { authorization: `Bearer ${service.key}` } });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answers ${response.status}: ${text}`);
  return JSON.parse(text) as Awaited<ReturnType<Ask>>;
}

function print(verdicts: Verdict[]): void {
  const [small, large] = SIZES.map((size) => `ms at ${size}`) as [string, string];
  console.table(
    verdicts.map(({ list, page, ...verdict }) => ({
      list: list.replace('/api/v1/', ''),
      page,
      [small]: Number(verdict.small.toFixed(2)),
      [large]: Number(verdict.large.toFixed(2)),
      ratio: Number(verdict.ratio.toFixed(2)),
      most: verdict.most,
    })),
  );
}

async function withClient<Result>(databaseUrl: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
