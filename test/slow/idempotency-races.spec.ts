import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { useProviderDouble, asCerebras } from '../support/provider-double.js';
import { failure, goodAnswer, late } from '../support/provider-responses.js';
import { useService, useReplica } from '../support/test-service.js';
import { until } from '../support/until.js';
import { scoringAnswer, LEAD } from '../support/sample-lead.js';
import { bearing, type KeyHolder, issueKey } from '../support/callers.js';

const LEADS = '/api/v1/leads';
const good = goodAnswer(scoringAnswer(90, 80, 70));

const provider = useProviderDouble();
const environment = () => ({ ...asCerebras(provider), QUALIFICATION_FALLBACK: 'none' });
const service = useService(environment);
const replica = useReplica(service, environment);
let holder: KeyHolder;

beforeAll(async () => {
  holder = await issueKey(service);
});

afterEach(() => service.database.query('TRUNCATE leads CASCADE'));

interface Answer {
  status: number;
  text: string;
  retryAfter: string | null;
  replayed: string | null;
}

async function post(key: string, path = LEADS, url = service.url, signal?: AbortSignal): Promise<Answer> {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { ...bearing(holder), 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(LEAD),
    ...(signal === undefined ? {} : { signal }),
  });
  const { status, headers } = response;
  const [retryAfter, replayed] = [headers.get('retry-after'), headers.get('idempotent-replayed')];
  return { status, text: await response.text(), retryAfter, replayed };
}

const counts = async () => {
  const [row] = await service.database.query<{ leads: number; qualifications: number }>(
    `SELECT (SELECT count(*)::int FROM leads) AS leads, (SELECT count(*)::int FROM qualifications) AS qualifications`,
  );
  return row;
};

function expectOneAnswer(answers: Answer[], status: number): void {
  const done = answers.filter((answer) => answer.status === status);
  expect(done.filter(({ replayed }) => replayed === null)).toHaveLength(1);
  expect(new Set(done.map(({ text }) => text)).size).toBe(1);
  for (const answer of answers.filter((one) => !done.includes(one))) {
    expect(answer).toMatchObject({ status: 409, retryAfter: '1' });
    expect(JSON.parse(answer.text)).toMatchObject({ error_code: 'IDEMPOTENCY_KEY_IN_USE' });
  }
}

describe('repeats at the same moment, at two replicas', () => {
  it('store one lead', async () => {
    for (let round = 0; round < 5; round++) {
      const key = randomUUID();
      const urls = Array.from({ length: 50 }, (_, index) => [service, replica][index % 2]!.url);
      const answers = await Promise.all(urls.map((url) => post(key, LEADS, url)));
      expectOneAnswer(answers, 201);
      expect(await counts()).toMatchObject({ leads: round + 1 });
    }
  });

  it('call the model once, and get 409 with Retry-After meanwhile', async () => {
    const key = randomUUID();
    const { promise: thought, resolve: think } = Promise.withResolvers<undefined>();
    provider.script(late(thought, good));
    const first = post(key, `${LEADS}/qualify`);
    await provider.received(1);
    const during = await Promise.all(
      Array.from({ length: 50 }, (_, index) => post(key, `${LEADS}/qualify`, [service, replica][index % 2]!.url)),
    );
    expect(during.map(({ status }) => status)).toEqual(during.map(() => 409));
    think(undefined);
    const answers = [await first, ...during, await post(key, `${LEADS}/qualify`, replica.url)];
    expectOneAnswer(answers, 201);
    expect(answers.at(-1)).toMatchObject({ status: 201, replayed: 'true' });
    expect(provider.requests).toHaveLength(1);
    expect(await counts()).toEqual({ leads: 1, qualifications: 1 });
  });

  it('do not delay requests with other keys', async () => {
    const keys = Array.from({ length: 40 }, () => randomUUID());
    const send = (url: string) => keys.toSorted(() => Math.random() - 0.5).map((key) => post(key, LEADS, url));
    const answers = await Promise.all([...send(service.url), ...send(replica.url), ...send(service.url)]);
    expect(answers.filter(({ status }) => status !== 201 && status !== 409)).toEqual([]);
    expect(await counts()).toMatchObject({ leads: keys.length });
  });
});

describe('a claim', () => {
  it('is completed for a caller who disconnected, too', async () => {
    const key = randomUUID();
    const caller = new AbortController();
    provider.script(late(300, good));
    const gone = post(key, `${LEADS}/qualify`, service.url, caller.signal).catch((error: unknown) => error);
    await provider.received(1);
    caller.abort();
    await gone;
    await until(async () => (await post(key, `${LEADS}/qualify`)).status === 201);
    expect((await post(key, `${LEADS}/qualify`)).replayed).toBe('true');
    expect(provider.requests).toHaveLength(1);
    expect(await counts()).toEqual({ leads: 1, qualifications: 1 });
  });

  it('is released after a failure, and the repeat scores the lead that the first request stored', async () => {
    const key = randomUUID();
    provider.script(failure(500), failure(500), failure(500));
    const failed = await post(key, `${LEADS}/qualify`);
    expect(failed.status).toBe(502);
    provider.script(good);
    const repeated = await post(key, `${LEADS}/qualify`, replica.url);
    expect(repeated).toMatchObject({ status: 201, replayed: null });
    expect(JSON.parse(repeated.text)).toMatchObject({ status: 'qualified', qualification_score: expect.any(Number) });
    expect(await counts()).toEqual({ leads: 1, qualifications: 1 });
  });
});

describe('a database that fails', () => {
  it('stores nothing when the key cannot be claimed', async () => {
    await service.database.query('ALTER TABLE idempotency_keys RENAME TO keys_away');
    try {
      expect((await post(randomUUID())).status).toBe(500);
    } finally {
      await service.database.query('ALTER TABLE keys_away RENAME TO idempotency_keys');
    }
    expect(await counts()).toMatchObject({ leads: 0 });
  });

  it('that loses an answer still lets the repeat find the lead', async () => {
    const key = randomUUID();
    await service.database.query('ALTER TABLE idempotent_answers RENAME TO answers_away');
    let first: Answer;
    try {
      first = await post(key);
      expect(first.status).toBe(201);
    } finally {
      await service.database.query('ALTER TABLE answers_away RENAME TO idempotent_answers');
    }
    await until(async () => (await post(key, LEADS, replica.url)).status === 201);
    expect((await post(key)).text).toBe(first.text);
    expect(await counts()).toMatchObject({ leads: 1 });
  }, 20_000);
});
