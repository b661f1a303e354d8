import { expect } from 'vitest';
import type { TestService } from './test-service.js';
import type { TestDatabase } from './test-database.js';

/** What every client here can tell about a response, whether it came from supertest, fetch or a bare socket. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

const LEAK =
  /node_modules|\.[jt]s:\d|\n\s+at |SELECT |INSERT |UPDATE |DELETE FROM|SQLSTATE|pg_|ck_leads|\/(?:home|usr|tmp|work)\//;

/** Demands the one shape of failures: this status, this code, the request id in header and body, and no inner detail. */
export function expectFailure(answer: Answer, status: number, errorCode: string): void {
  expect({ status: answer.status, body: answer.body }).toMatchObject({ status, body: { error_code: errorCode } });
  expect(answer.body).toEqual({
    error_code: errorCode,
    message: expect.stringMatching(/./),
    details: expect.any(Object),
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    request_id: expect.stringMatching(/^[A-Za-z0-9._:-]{8,128}$/),
  });
  expect(answer.headers['x-request-id']).toBe((answer.body as { request_id: string }).request_id);
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  expect(JSON.stringify(answer.body)).not.toMatch(LEAK);
}

/** The paths that speak OpenAI's protocol, failures included. */
const OPENAI_PATHS = /\/llm\/(chat\/completions|embeddings|models(\/.+)?)$/;
/** The path that speaks JSON-RPC. */
const JSON_RPC_PATH = '/mcp';

/** Demands a failure in the shape of the path that it came from, and gives its details. */
export function expectFailureAt(path: string, answer: Answer, status: number, errorCode: string): unknown {
  if (path === JSON_RPC_PATH) return expectJsonRpcFailure(answer, status, errorCode);
  if (!OPENAI_PATHS.test(path)) {
    expectFailure(answer, status, errorCode);
    return (answer.body as { details: unknown }).details;
  }
  expect({ status: answer.status, body: answer.body }).toEqual({
    status,
    body: {
      error: {
        message: expect.stringMatching(/./),
        type: expect.stringMatching(/^[a-z_]+$/),
        code: errorCode,
        param: null,
        details: expect.any(Object),
        request_id: answer.headers['x-request-id'],
      },
    },
  });
  expect(JSON.stringify(answer.body)).not.toMatch(LEAK);
  return (answer.body as { error: { details: unknown } }).error.details;
}

/** Demands a failure as an error of JSON-RPC, which holds ours, and gives its details. */
function expectJsonRpcFailure({ status, headers, body }: Answer, expected: number, errorCode: string): unknown {
  const id = headers['x-request-id'];
  expect({ status, body }).toEqual({
    status: expected,
    body: {
      jsonrpc: '2.0',
      id: null,
      error: {
        code: expect.any(Number),
        message: expect.stringMatching(/./),
        data: expect.objectContaining({ error_code: errorCode, details: expect.any(Object), request_id: id }),
      },
    },
  });
  expect(JSON.stringify(body)).not.toMatch(LEAK);
  return (body as { error: { data: { details: unknown } } }).error.data.details;
}

/** The `[field, rule]` pairs of a validation failure, in alphabetical order. */
export function brokenRules(body: { details: { errors: { field: string; rule: string }[] } }): string[] {
  return body.details.errors.map(({ field, rule }) => `${field}: ${rule}`).sort();
}

/** How many rows each table holds. */
export async function rowCounts(database: TestDatabase): Promise<Record<string, number>> {
  const tables = await database.query<{ tablename: string }>(
    // Requests are counted for the rate limit in the background.
    `SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'rate_limit_windows' ORDER BY tablename`,
  );
  const counts = tables.map(async ({ tablename }) => {
    const [row] = await database.query<{ count: number }>(`SELECT count(*)::int AS count FROM "${tablename}"`);
    return [tablename, row?.count ?? -1] as const;
  });
  return Object.fromEntries(await Promise.all(counts));
}

/** Demands that the service goes on serving as if nothing had happened. */
export async function expectHealthy(service: TestService): Promise<void> {
  const answer = await service.http.get('/api/v1/leads?limit=1');
  expect(answer.status).toBe(200);
  expect(answer.body).toEqual({ data: expect.any(Array), next_cursor: answer.body.next_cursor });
}
