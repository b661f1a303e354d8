import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { DatabaseSettings } from '../../src/database/database.settings.js';
import { readEnvironment } from '../../src/config/environment.js';
import { loadSettings } from '../../src/app.settings.js';
import { CursorCodec } from '../../src/database/cursor.codec.js';
import type { Database } from '../../src/database/database.service.js';
import { DEFAULT_WORKSPACE_ID } from '../../src/database/workspace-id.js';
import { LeadResponse } from '../../src/leads/dto/lead.dto.js';
import type { LeadEntity } from '../../src/leads/lead.entity.js';
import { toWire } from '../../src/validation/wire.js';
import { LeadListRepository } from '../../src/leads/lead-list.repository.js';
import { SearchSamples } from '../../src/leads/search/search-samples.service.js';
import { LeadsRepository } from '../../src/leads/leads.repository.js';
import { type Statement, statementOf } from '../support/rows/statement.js';

// The least a Node server can do for the same answers: the statements are fixed at start, and a request costs one query,
// the renaming of its columns and JSON.stringify. No routing, no validation, no checks, no headers but the necessary.

const LIST = '/api/v1/leads?limit=50';
const LEAD = '/api/v1/leads/';
const PAGE = 50;
const SORT = '-created_at';

const { url, poolSize, maxOverflow } = loadSettings(readEnvironment()).get(DatabaseSettings);
const pool = new pg.Pool({ connectionString: url, max: poolSize + maxOverflow });
const query = async (sql: string, parameters?: unknown[]) => (await pool.query<object>(sql, parameters)).rows;
const cursors = new CursorCodec({ read: query } as unknown as Database);

const oneLead = await statementOf((database) => new LeadsRepository(database).findById(DEFAULT_WORKSPACE_ID, 'id'));
const onePage = await statementOf((database) =>
  new LeadListRepository(database, new SearchSamples(database)).findPage(DEFAULT_WORKSPACE_ID, {}, SORT, PAGE + 1),
);

/** As the service sends it: prepared, where it is. */
function asSent({ sql, name, parameters }: Statement): pg.QueryConfig {
  return { text: sql, values: parameters, ...(name === undefined ? {} : { name }) };
}

function toResponse(lead: LeadEntity): LeadResponse {
  return toWire(LeadResponse, Object.assign(lead, { scoreIsStale: null, staleReason: null }));
}

async function get(id: string): Promise<LeadResponse> {
  const { rows } = await pool.query<LeadEntity>(asSent({ ...oneLead, parameters: [DEFAULT_WORKSPACE_ID, id] }));
  return toResponse(rows[0]!);
}

async function list(): Promise<object> {
  const { rows } = await pool.query<LeadEntity>(asSent(onePage));
  const leads = rows.slice(0, PAGE);
  const { createdAt, id } = leads.at(-1)!;
  const position = { key: createdAt.toISOString(), id };
  const next_cursor = await cursors.encode(position, { workspace: DEFAULT_WORKSPACE_ID, filters: {}, sort: SORT });
  return { data: leads.map(toResponse), next_cursor };
}

async function answer(path: string, response: ServerResponse): Promise<void> {
  const body = JSON.stringify(await (path === LIST ? list() : get(path.slice(LEAD.length))));
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

const server = createServer((request, response) => {
  answer(request.url ?? '', response).catch((error: unknown) => {
    response.writeHead(500).end(String(error));
  });
});
server.listen(0, '127.0.0.1', () => {
  console.log(`The bare server listens on http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
