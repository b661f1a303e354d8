import { beforeAll, describe, expect, it } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import type { WorkspaceId } from '../../../src/database/workspace-id.js';
import { toDocument } from '../../../src/leads/lead-facts.js';
import { AbandonedQualifications } from '../../../src/qualification/abandoned-qualifications.js';
import {
  type NewQualification,
  QualificationsRepository,
} from '../../../src/qualification/qualifications.repository.js';
import { useService } from '../../support/test-service.js';

const WORKSPACE = '00000000-0000-7000-8000-000000000001' as WorkspaceId;
const ABANDONED_AFTER_SECONDS = 90;

const NO_FACTS = {
  ...{ companyWebsite: null, companySize: null, industry: null, contactName: null, contactEmail: null },
  ...{ contactPhone: null, contactTitle: null, contactLinkedinUrl: null, country: null, source: null, notes: null },
  additionalData: null,
};

describe('QualificationsRepository', () => {
  const service = useService();
  let repository: QualificationsRepository;

  beforeAll(() => {
    repository = service.app.get(QualificationsRepository);
  });

  it('makes the newest of many concurrent qualifications the current one', async () => {
    for (let round = 0; round < 5; round++) {
      const leadId = await createLead();
      const scores = Array.from({ length: 12 }, (_, index) => round * 12 + index);
      await Promise.all(scores.map((score) => repository.record(WORKSPACE, judgement(leadId, score))));
      const { rows: history } = await repository.list(WORKSPACE, leadId, { limit: 100 });
      const { body: lead } = await service.http.get(`/api/v1/leads/${leadId}`);
      expect(history.map(({ score }) => score).sort((a, b) => a - b)).toEqual(scores);
      expect(lead.qualification_score).toBe(history[0]!.score);
      expect(lead.qualified_at).toBe(history[0]!.createdAt.toISOString());
      expect(Date.parse(lead.updated_at as string)).toBeGreaterThanOrEqual(Date.parse(lead.qualified_at as string));
    }
  });

  it('stores neither half of a qualification that the database refuses', async () => {
    const leadId = await createLead();
    await expect(repository.record(WORKSPACE, { ...judgement(leadId, 50), profileVersion: 999 })).rejects.toThrow();
    await expect(repository.record(WORKSPACE, judgement(leadId, 100.5))).rejects.toThrow();
    expect((await repository.list(WORKSPACE, leadId, { limit: 10 })).rows).toEqual([]);
    expect((await service.http.get(`/api/v1/leads/${leadId}`)).body).toMatchObject({
      status: 'new',
      qualification_score: null,
    });
  });

  it('reports a lead that was deleted meanwhile as missing', async () => {
    const leadId = await createLead();
    await service.http.delete(`/api/v1/leads/${leadId}`);
    await expect(repository.record(WORKSPACE, judgement(leadId, 50))).rejects.toMatchObject({
      errorCode: 'LEAD_NOT_FOUND',
    });
  });

  it.each([
    [ABANDONED_AFTER_SECONDS - 15, 'qualifying'],
    [ABANDONED_AFTER_SECONDS + 5, 'failed'],
  ])('leaves a lead that has been qualifying for %d s %s', async (age, expected) => {
    const leadId = await createLead();
    await service.database.query(
      `UPDATE leads SET status = 'qualifying', created_at = now() - interval '1 day',
         updated_at = now() - make_interval(secs => $2) WHERE id = $1`,
      [leadId, age],
    );
    await service.app.get(AbandonedQualifications).sweep();
    expect((await service.http.get(`/api/v1/leads/${leadId}`)).body.status).toBe(expected);
  });

  it.each(['new', 'qualified', 'failed'])('leaves an old lead that is %s alone', async (status) => {
    const leadId = await createLead();
    const [before] = await service.database.query<{ updated_at: Date }>(
      `UPDATE leads SET status = $2, qualification_score = 50, created_at = now() - interval '1 day',
         updated_at = now() - interval '1 hour' WHERE id = $1 RETURNING updated_at`,
      [leadId, status],
    );
    await service.app.get(AbandonedQualifications).sweep();
    const { body } = await service.http.get(`/api/v1/leads/${leadId}`);
    expect(body).toMatchObject({ status, updated_at: before!.updated_at.toISOString() });
  });

  it('survives a sweep that the database refuses', async () => {
    await service.database.query('ALTER TABLE leads RENAME TO leads_away');
    try {
      await expect(service.app.get(AbandonedQualifications).sweep()).resolves.toBeUndefined();
    } finally {
      await service.database.query('ALTER TABLE leads_away RENAME TO leads');
    }
  });

  async function createLead(): Promise<string> {
    return (await service.http.post('/api/v1/leads').send({ company_name: 'Acme' })).body.id as string;
  }
});

function judgement(leadId: string, score: number): NewQualification {
  const factor = { score, reason: 'Known.' };
  return {
    ...{
      id: uuidv7(),
      winProbability: null,
      llmScore: null,
      leadId,
      score,
      tier: 'D',
      reasoning: 'Known.',
      method: 'rules',
      provider: null,
      model: 'rules-2',
    },
    factors: { company_fit: factor, contact_quality: factor, sales_potential: factor },
    ...{
      latencyMs: 1,
      profileVersion: 1,
      promptVersion: null,
      fallbackReason: null,
      promptTokens: null,
      completionTokens: null,
      costPicoUsd: null,
      attempts: null,
    },
    facts: toDocument({ ...NO_FACTS, companyName: 'Acme' }),
    scorer: 'rules-2',
  };
}
