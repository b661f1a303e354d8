import { beforeAll, describe, expect, it } from 'vitest';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { useFolder, startAndFail, startService } from '../support/service-process.js';
import { useTestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';
import { request } from '../support/raw-request.js';
import { useStarted } from '../support/use-started.js';

const KEY = `sa_live_${'Zm9v'.repeat(10)}abc`;
const LEAD = {
  company_name: 'Acme',
  contact_name: 'Dana Reyes',
  contact_email: 'dana.reyes@acme.example',
  contact_phone: '+49 30 1234567',
  notes: 'Asked for a demo',
};
const SECRETS = [KEY, 'Zm9v', ...Object.values(LEAD).slice(1), 'dana.reyes', '1234567', 'hunter2'];

const folder = useFolder();
const database = useTestDatabase();

/** Of pino. */
const INFO = 30;

function lines(): Record<string, unknown>[] {
  return service
    .stdout()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

beforeAll(async () => {
  // What a database says of a row that it refuses may hold all of the row.
  await database.query(`
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      RAISE EXCEPTION 'refused: % called %, of %, notes: "%", by Bearer ${KEY}', NEW.contact_email, NEW.contact_phone,
        NEW.id, NEW.notes;
    END $$`);
  await database.query('CREATE TRIGGER refuse BEFORE INSERT ON leads FOR EACH ROW EXECUTE FUNCTION refuse()');
});

const service = useStarted(
  () => startService(folder.path, { DATABASE_URL: database.url, LOG_LEVEL: 'trace' }),
  (started) => started.end('SIGTERM'),
);

describe('the log', () => {
  it('describes a failure and its place without personal data', async () => {
    const answer = await fetch(`${service.url}/api/v1/leads`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-request-id': 'request-4711' },
      body: JSON.stringify(LEAD),
    });
    expect(answer.status).toBe(500);
    await until(() => lines().some(({ request_id }) => request_id === 'request-4711'));
    expect(lines().find(({ request_id }) => request_id === 'request-4711')).toMatchObject({
      context: 'ErrorFilter',
      method: 'POST',
      route: '/api/v1/leads',
      err: {
        code: 'P0001',
        message: expect.stringMatching(
          /^refused: \[redacted\] called \[redacted\], of [\da-f-]{36}, notes: \[redacted\], by Bearer \[redacted\]$/,
        ),
        stack: expect.stringMatching(/\.[jt]s:\d+:\d+\)/),
      },
    });
  });

  it('holds no API key and no address of a request', async () => {
    const query = new URLSearchParams({ api_key: KEY, q: LEAD.contact_email });
    for (const path of [`/api/v1/leads?${query.toString()}`, `/api/v1/leads/${KEY}`, `/${KEY}`]) {
      const { status } = await fetch(service.url + path, { headers: { authorization: `Bearer ${KEY}` } });
      expect(status).toBeGreaterThanOrEqual(400);
    }
    for (const secret of SECRETS) expect(service.stdout() + service.stderr()).not.toContain(secret);
  });

  it.each([0, 200])(
    'reports no server error when a client disconnects in the middle of a body, after %d ms',
    async (ms) => {
      const before = lines().length;
      const { hostname, port } = new URL(service.url);
      const socket = connect(Number(port), hostname);
      const head = ['Content-Type: application/json', 'Content-Length: 100'];
      socket.write(request('POST /api/v1/leads HTTP/1.1', head, '{"company_name":'));
      await once(socket, 'connect');
      await sleep(ms);
      socket.resetAndDestroy();
      await once(socket, 'close');
      expect((await fetch(`${service.url}/api/v1/leads`)).status).toBe(200);
      expect(
        lines()
          .slice(before)
          .filter(({ level }) => Number(level) > INFO),
      ).toEqual([]);
    },
  );

  it('keeps everything that is no secret', () => {
    expect(lines().map(({ msg }) => msg)).toContain(
      `Sales Agent listens on ${service.url}; open ${service.url}/console/ in a browser, or try its API at ${service.url}/api/v1/docs`,
    );
    for (const { time } of lines()) expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });
});

describe('a DATABASE_URL that cannot be read', () => {
  it.each(['postgresql://user:hunter2@host:99999/db', 'postgresql://user:hunt/er2@host/db'])(
    'is reported without its password: %s',
    async (url) => {
      const { code, stdout, stderr } = await startAndFail(folder.path, { DATABASE_URL: url, LOG_LEVEL: 'trace' });
      expect(code).toBe(1);
      expect(stderr).toMatch(/^Wrong settings: DATABASE_URL must be .*\n$/);
      expect(stdout + stderr).not.toMatch(/hunt|er2/);
    },
    30_000,
  );
});
