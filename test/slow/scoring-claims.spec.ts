import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_WORKSPACE_ID } from '../../src/database/workspace-id.js';
import { newId } from '../../src/ids/new-id.js';
import { ScoringClaimsRepository } from '../../src/qualification/claims/scoring-claims.repository.js';
import { useProviderDouble } from '../support/provider-double.js';
import { goodAnswer, late } from '../support/provider-responses.js';
import { LEAD, scoringAnswer } from '../support/sample-lead.js';
import { useReplica, useService } from '../support/test-service.js';

describe('The claim to ask a model about a lead', () => {
  const provider = useProviderDouble();
  const asCerebras = () => ({ CEREBRAS_API_KEY: 'test-key', CEREBRAS_API_BASE: `${provider.url}/v1` });
  const service = useService(asCerebras);
  const replica = useReplica(service, asCerebras);
  const answer = (score: number) => goodAnswer(scoringAnswer(score, score, score), { model: 'gpt-oss-120b-2026' });
  let lead: { id: string };

  beforeEach(async () => {
    provider.script(answer(50));
    lead = (await service.http.post('/api/v1/leads').send(LEAD)).body as { id: string };
  });

  const qualify = async (at: { url: string } = service) => {
    const response = await fetch(`${at.url}/api/v1/leads/${lead.id}/qualify`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  it('asks again within seconds after a process died in the middle', async () => {
    const claim = { workspace: DEFAULT_WORKSPACE_ID, leadId: lead.id, qualificationId: newId() };
    await service.app.get(ScoringClaimsRepository).take(claim);
    const startedAt = performance.now();
    expect((await qualify(replica)).body).toMatchObject({ status: 'qualified', qualification_score: 50 });
    expect(performance.now() - startedAt).toBeLessThan(15_000);
    expect(await service.database.query('SELECT FROM scoring_claims')).toEqual([]);
  });

  it('renews its claim for as long as the model takes', async () => {
    provider.script(late(6_500, answer(80)), answer(10));
    const first = qualify();
    await provider.received(1);
    await sleep(5_600);
    expect((await qualify(replica)).body).toMatchObject({ qualification_score: 80 });
    await first;
    expect(provider.requests).toHaveLength(1);
  }, 20_000);
});
