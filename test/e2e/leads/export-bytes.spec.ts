import { beforeAll, describe, expect, it } from 'vitest';
import { guardFormulas } from '../../../src/csv/formula-guard.js';
import { DEFAULT_WORKSPACE_ID } from '../../../src/database/workspace-id.js';
import { useService } from '../../support/test-service.js';

type Value = string | number | boolean | null;
type Lead = Record<string, Value> & { id: string };
/** The columns that hold JSON, and the parts of the factors, as PostgreSQL writes them. */
type Texts = Record<string, string | null>;

/** Texts that JSON, CSV, spreadsheets, UTF-8 or the layout of a row may take for something else. */
const TEXTS = [
  ...[
    'plain',
    'say "yes"',
    '"',
    'a,b',
    'a;b',
    "it's",
    '\\',
    '\\n',
    '\\u001f',
    '%s',
    '%%',
    '$1',
    '{}',
    'null',
    '0',
    '007',
  ],
  ...[
    'two\nlines',
    'two\r\nlines',
    'a\ttab',
    ' led by a space',
    'a\u0001b',
    'a\u001Eb',
    'a\u007Fb',
    'a\u0085b',
    '\u2028',
  ],
  ...['=1+1', '+49 30 1', '-1', '@a', '|a', '%a', '＝1', 'a;=1', 'a\n=1', 'a\t"=1', '" =1', "'=1", '"a";-b', '=a,"b"'],
  ...[
    'é',
    'e\u0301',
    'ÿ',
    '漢字',
    'שלום',
    '\u202Eabc',
    '🙂',
    '👩‍👩‍👧',
    '\uFEFFa',
    '\u{10FFFF}',
    'aé,"b"',
    'z'.repeat(10_000),
  ],
];
/** Longer than what is handed to the connection at once, and three bytes a character. */
const LONG = '漢'.repeat(200_000);
/** A score, its probability, the value of the deal, and when. */
const NUMBERS = [
  ['0', '0', '0', '2026-01-02 03:04:05'],
  ['0.01', '1e-7', '0.01', '2026-01-02 03:04:05.6'],
  ['87.40', '0.30000000000000004', '1200.50', '2026-01-02 03:04:05.67'],
  ['99.99', '0.1', '99999999999.99', '1999-12-31 23:59:59.999'],
  ['100.00', '1', '50000', '1970-01-01 00:00:00.001'],
];

const INSERT = `
  INSERT INTO leads (
    workspace_id, id, company_name, company_size, industry, contact_name, contact_phone, contact_title, source, notes,
    additional_data, status, qualification_score, win_probability, qualification_reasoning, qualification_factors,
    qualification_method, qualification_latency_ms, qualified_at, outcome, outcome_at, outcome_value_usd, outcome_reason,
    created_at, updated_at)
  SELECT '${DEFAULT_WORKSPACE_ID}', gen_random_uuid(), left($1, 255), left($1, 100), left($1, 200), left($1, 255), left($1, 50),
    left($1, 200), left($1, 100), left($1, 10000), jsonb_build_object($2::text, $2::text, 'n', $4::float8), 'qualified',
    $3::numeric, $4::float8, $1,
    jsonb_build_object('company_fit', jsonb_build_object('points', $3::numeric, 'reason', $1),
      'contact_quality', jsonb_build_object('points', NULL, 'reason', '')),
    'learned', 2147483647, moment, 'won', moment, $5::numeric, left($1, 500), moment, moment
  FROM (SELECT $6::timestamptz AS moment) AS times`;

const PARTS = ['company_fit', 'contact_quality', 'sales_potential'].flatMap((factor) => [
  [`${factor}_points`, `qualification_factors -> '${factor}' ->> 'points'`],
  [`${factor}_reason`, `qualification_factors -> '${factor}' ->> 'reason'`],
]);
const JSON_COLUMNS = [
  ['additional_data', 'additional_data::text'],
  ['qualification_factors', 'qualification_factors::text'],
  ...PARTS,
  ['adjustments_points', `qualification_factors -> 'adjustments' ->> 'points'`],
];

/** They are computed here, and come last. */
const STATES = ['score_is_stale', 'stale_reason'];

const service = useService();
const leads: Lead[] = [];
const texts = new Map<string, Texts>();

beforeAll(async () => {
  for (const [index, text] of [...TEXTS, LONG].entries()) {
    const [score, chance, worth, time] = NUMBERS[index % NUMBERS.length]!;
    // The index of searches takes no words that are longer.
    await service.database.query(INSERT, [text === LONG ? 'long' : text, text, score, chance, worth, `${time}Z`]);
  }
  await service.database.query(
    `INSERT INTO leads (workspace_id, id, company_name, contact_name) VALUES ($1, gen_random_uuid(), 'Nothing', '')`,
    [DEFAULT_WORKSPACE_ID],
  );
  const { body } = await service.http.get('/api/v1/leads?limit=100');
  leads.push(...(body.data as Lead[]));
  const columns = JSON_COLUMNS.map(([name, sql]) => `${sql} AS ${name}`);
  const rows = await service.database.query<Texts & { id: string }>(`SELECT id, ${columns.join(', ')} FROM leads`);
  for (const { id, ...others } of rows) texts.set(id, others);
});

async function download(name: string): Promise<string> {
  const response = await fetch(`${service.url}/api/v1/leads/export.${name}`);
  return Buffer.from(await response.arrayBuffer()).toString();
}

function namesOf(lead: Lead): string[] {
  return Object.keys(lead).filter((name) => !STATES.includes(name));
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

describe('the bytes of an export', () => {
  it('are those of JSON.stringify in NDJSON, but that JSON is as PostgreSQL writes it, whatever a lead holds', async () => {
    const lines = (await download('ndjson')).split('\n');
    const expected = leads.map((lead) => {
      const fields = [...namesOf(lead), ...STATES].map((name) => {
        const json = texts.get(lead.id)![name] ?? JSON.stringify(lead[name] === '' ? null : lead[name]);
        return `${JSON.stringify(name)}:${json}`;
      });
      return `{${fields.join(',')}}`;
    });
    expect(lines).toHaveLength(TEXTS.length + 3);
    for (const [index, line] of [...expected, ''].entries()) expect(lines[index]).toBe(line);
    const long = expected.filter((line) => line.includes(LONG));
    expect(await download('ndjson?q=long')).toBe(`${long.join('')}\n`);
  });

  it.each([
    ['guarded', 'csv', guardFormulas],
    ['as they are', 'csv?raw=true', (cell: string) => cell],
  ])('are those of RFC 4180 in CSV, with formulas %s', async (_, name, guard) => {
    const parts = [...PARTS, ['adjustments_points']].map(([column]) => column!);
    const names = [...namesOf(leads[0]!), ...parts, ...STATES];
    const isGuarded = (column: string, value: Value | undefined) =>
      typeof value === 'string' && column !== 'outcome_value_usd' && !column.endsWith('_points');
    const lines = leads.map((lead) =>
      names.map((column) => {
        const value = texts.get(lead.id)![column] ?? (column.startsWith('adjustments') ? null : lead[column]);
        const cell = column.endsWith('_points') && value != null ? Number(value) : (value ?? '');
        return quoted(isGuarded(column, value) ? guard(String(cell)) : String(cell));
      }),
    );
    const expected = [names, ...lines].map((cells) => `${cells.join(',')}\r\n`).join('');
    const text = await download(name);
    // Pieces, so that a difference is shown alone.
    expect(text.split(',')).toEqual(expected.split(','));
  });
});
