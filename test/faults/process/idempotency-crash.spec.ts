import { describe, expect, it } from 'vitest';
import { useProviderDouble, asCerebras } from '../../support/provider-double.js';
import { goodAnswer, late } from '../../support/provider-responses.js';
import { useFolder, type ServiceProcess, startService } from '../../support/service-process.js';
import { useTestDatabase } from '../../support/test-database.js';
import { until } from '../../support/until.js';
import { scoringAnswer, LEAD } from '../../support/sample-lead.js';

const LEADS = '/api/v1/leads';
const good = goodAnswer(scoringAnswer(90, 80, 70));

/** How long a process may be silent before a repeat takes over, and a little more. */
const TAKEN_OVER_WITHIN_MS = 6_500;

describe('a process that is killed in the middle of an idempotent request', () => {
  const folder = useFolder();
  const database = useTestDatabase();
  const provider = useProviderDouble();

  const start = () =>
    startService(folder.path, {
      DATABASE_URL: database.url,
      ...asCerebras(provider),
    });

  const post = ({ url }: ServiceProcess, path: string, key: string, body: object) =>
    fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
    });

  /** Has `path` asked for, kills the process while the model is thinking, and repeats the request at the next process. */
  async function killAndRepeat(path: string, body: object, status: number) {
    provider.script(late(60_000, good));
    const killed = await start();
    const lost = post(killed, path, path, body).catch((error: unknown) => (error as Error).name);
    await provider.received(1);
    await killed.end('SIGKILL');
    expect(await lost).toBe('TypeError');

    provider.script(good);
    const next = await start();
    try {
      const other = await post(next, path, path, { ...body, strategy: 'balanced', company_name: 'Umbrella' });
      expect(other.status).toBe(422);
      const deadline = Date.now() + TAKEN_OVER_WITHIN_MS;
      let answer: Response | undefined;
      await until(async () => {
        answer = await post(next, path, path, body);
        return answer.status !== 409;
      });
      expect(Date.now()).toBeLessThan(deadline);
      expect(answer!.status).toBe(status);
      const text = await answer!.text();
      expect(await (await post(next, path, path, body)).text()).toBe(text);
      return JSON.parse(text) as { id: string; status: string; qualification: { id: string } };
    } finally {
      await next.end('SIGTERM');
    }
  }

  it('leaves one lead and one qualification after a repeat', async () => {
    const lead = await killAndRepeat(`${LEADS}/qualify`, LEAD, 201);
    expect(lead.status).toBe('qualified');
    expect(await database.query('SELECT id FROM leads')).toEqual([{ id: lead.id }]);
    expect(await database.query('SELECT lead_id FROM qualifications')).toEqual([{ lead_id: lead.id }]);

    const again = await killAndRepeat(`${LEADS}/${lead.id}/qualify`, {}, 200);
    expect(again.id).toBe(lead.id);
    const judgements = await database.query<{ id: string }>('SELECT id FROM qualifications ORDER BY created_at');
    expect(judgements.map(({ id }) => id)).toEqual([lead.qualification.id, again.qualification.id]);
  }, 60_000);

  it('after its work is done does not repeat it: the model is not called again', async () => {
    const service = await start();
    try {
      provider.script(good);
      const key = 'done but not answered';
      const first = (await (await post(service, `${LEADS}/qualify`, key, LEAD)).json()) as { id: string };
      // As a crash between the work and the keeping of its answer leaves it.
      await database.query(
        `WITH lost AS (DELETE FROM idempotent_answers WHERE lead_id = $1 RETURNING key_hash)
         UPDATE idempotency_keys SET status = NULL, held_until = now() - interval '1 second'
         WHERE key_hash IN (SELECT key_hash FROM lost)`,
        [first.id],
      );
      const repeated = await post(service, `${LEADS}/qualify`, key, LEAD);
      expect(repeated.status).toBe(201);
      expect(repeated.headers.get('idempotent-replayed')).toBeNull();
      expect(await repeated.json()).toEqual(first);
      expect(provider.requests).toHaveLength(1);
    } finally {
      await service.end('SIGTERM');
    }
  }, 30_000);
});
