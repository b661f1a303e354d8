import pg from 'pg';
import type { Statement } from './rows/statement.js';

type PrepareValue = (value: unknown) => string | Buffer | null;
const { utils } = pg as unknown as { utils: { prepareValue: PrepareValue } };

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  Plans?: PlanNode[];
}

/**
 * Runs a statement under EXPLAIN and tells what is wrong with its plan: a sequential scan, or one of too many rows.
 * @param mostRows that a scan may read of a table, whether they are shown, sorted or thrown away
 */
export async function faultsOf(client: pg.Client, statement: Statement, mostRows: number): Promise<string[]> {
  return faultsOfNode(await planOf(client, statement), mostRows);
}

/** How many blocks of 8 kB a statement reads, of tables and indexes together. */
export async function blocksOf(client: pg.Client, statement: Statement): Promise<number> {
  const plan = await planOf(client, statement);
  return plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
}

/** Of a statement that is prepared, the plan that does not look at the parameters, for which the server settles. */
async function planOf(client: pg.Client, { sql, name, parameters }: Statement): Promise<PlanNode> {
  if (name === undefined) return explain(client, sql, parameters);
  await client.query(`SET plan_cache_mode = force_generic_plan; DEALLOCATE ALL; PREPARE ${name} AS ${sql}`);
  return explain(client, `EXECUTE ${name} (${parameters.map(literalOf).join(', ')})`);
}

async function explain(client: pg.Client, sql: string, parameters?: unknown[]): Promise<PlanNode> {
  const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
    `EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) ${sql}`,
    parameters,
  );
  return rows[0]!['QUERY PLAN'][0].Plan;
}

/** A parameter as pg would send it. */
function literalOf(parameter: unknown): string {
  const value = utils.prepareValue(parameter);
  if (value === null) return 'NULL';
  return pg.escapeLiteral(Buffer.isBuffer(value) ? `\\x${value.toString('hex')}` : value);
}

function faultsOfNode(node: PlanNode, mostRows: number): string[] {
  const below = (node.Plans ?? []).flatMap((child) => faultsOfNode(child, mostRows));
  const table = node['Relation Name'];
  if (table === undefined) return below;
  const thrownAway = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
  const read = (node['Actual Rows'] + thrownAway) * node['Actual Loops'];
  if (node['Node Type'] === 'Seq Scan') return [...below, `Seq Scan on ${table}`];
  if (read > mostRows) return [...below, `${node['Node Type']} on ${table} reads ${read} rows`];
  return below;
}
