import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { bearing, issueKey, type KeyHolder } from '../support/callers.js';
import { asCerebras, useProviderDouble } from '../support/provider-double.js';
import { goodAnswer, late } from '../support/provider-responses.js';
import { LEAD, scoringAnswer } from '../support/sample-lead.js';
import { useReplica, useService } from '../support/test-service.js';

/** How long the model takes, and a moment before it is done; a claim's lease is shorter than both. */
const ANSWER_MS = 7_000;
const NEARLY_MS = 6_300;

describe('The claim of an idempotency key', () => {
  const provider = useProviderDouble();
  const environment = () => ({ ...asCerebras(provider), QUALIFICATION_FALLBACK: 'none' });
  const service = useService(environment);
  const replica = useReplica(service, environment);
  let holder: KeyHolder;

  beforeAll(async () => {
    holder = await issueKey(service);
  });

  const qualifyAt = ({ url }: { url: string }) =>
    fetch(`${url}/api/v1/leads/qualify`, {
      method: 'POST',
      headers: { ...bearing(holder), 'content-type': 'application/json', 'idempotency-key': 'key-0001' },
      body: JSON.stringify(LEAD),
    });

  it('is held until the work is done, even if that takes longer than its lease', async () => {
    provider.script(late(ANSWER_MS, goodAnswer(scoringAnswer(90, 80, 70))));
    const first = qualifyAt(service);
    await provider.received(1);
    await sleep(NEARLY_MS);
    expect((await qualifyAt(replica)).status).toBe(409);
    expect((await first).status).toBe(201);
    expect(provider.requests).toHaveLength(1);
  }, 20_000);
});
