import { beforeEach, describe, expect, it } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { DEFAULT_WORKSPACE_ID } from '../../../src/database/workspace-id.js';
import type { ScoringReportResponse } from '../../../src/qualification/report/scoring-report.dto.js';
import { makeWorkspace } from '../../support/callers.js';
import { expectFailure } from '../../support/failure.js';
import { longestTurn } from '../../support/longest-turn.js';
import { useService } from '../../support/test-service.js';

const PATH = '/api/v1/scoring/report';
const service = useService();

const read = async (query = ''): Promise<ScoringReportResponse> =>
  (await service.http.get(PATH + query)).body as ScoringReportResponse;

interface Planted {
  won: boolean;
  score: number;
  /** Days from the score to the outcome, as it is said and as it was recorded. */
  days?: number;
  recordedDays?: number;
}

/** Leads that were scored by rules at the start of a year, and ended later. */
async function plant(leads: readonly Planted[], workspace: string = DEFAULT_WORKSPACE_ID): Promise<void> {
  const day = (count: number) => new Date(Date.UTC(2026, 0, 1 + count));
  const rows = leads.map(({ won, score, days = 10, recordedDays = days }) => ({
    ...{ workspace_id: workspace, lead: uuidv7(), id: uuidv7(), outcome: won ? 'won' : 'lost', score },
    ...{ scored_at: day(0), at: day(days), recorded_at: day(recordedDays) },
  }));
  const values = [JSON.stringify(rows)];
  const from = `FROM json_to_recordset($1) AS row (workspace_id uuid, lead uuid, id uuid, outcome text, score numeric,
    scored_at timestamptz, at timestamptz, recorded_at timestamptz)`;
  await service.database.query(
    `INSERT INTO leads (workspace_id, id, company_name, outcome, outcome_at)
     SELECT workspace_id, lead, 'Company ' || lead, outcome, at ${from}`,
    values,
  );
  await service.database.query(
    `INSERT INTO lead_outcomes (workspace_id, id, lead_id, outcome, at, value_usd, created_at)
     SELECT workspace_id, id, lead, outcome, at, 100, recorded_at ${from}`,
    values,
  );
  await service.database.query(
    `INSERT INTO scoring_profiles (workspace_id, version, definition)
     VALUES ($1, 1, '{}') ON CONFLICT DO NOTHING`,
    [workspace],
  );
  await service.database.query(
    `INSERT INTO qualifications (workspace_id, id, lead_id, score, tier, reasoning, factors, method, model, latency_ms,
       profile_version, created_at)
     SELECT workspace_id, id, lead, score, CASE WHEN score >= 80 THEN 'A' ELSE 'D' END, '', '{}', 'rules', 'rules-2', 0, 1,
       scored_at ${from}`,
    values,
  );
}

const mixed = (count: number, fields: Partial<Planted> = {}): Planted[] =>
  Array.from({ length: count }, (_, number) => ({
    ...{ won: number % 2 === 0, score: number % 2 === 0 ? 60 + (number % 40) : 30 + (number % 45) },
    ...fields,
  }));

beforeEach(async () => {
  await service.database.query('DELETE FROM leads');
});

describe('The report on scores', () => {
  it('says that nothing is known where no lead has ended', async () => {
    expect(await read()).toMatchObject({ outcomes: { won: 0, lost: 0 }, methods: [], comparisons: [] });
  });

  it('counts scores and outcomes that came over the API', async () => {
    const ids: string[] = [];
    for (const company_name of ['Acme', 'Globex']) {
      const { body } = await service.http.post('/api/v1/leads/qualify').send({ company_name, contact_title: 'CEO' });
      ids.push((body as { id: string }).id);
    }
    await service.http.put(`/api/v1/leads/${ids[0]!}/outcome`).send({ outcome: 'won', value_usd: '12.5' });
    await service.http.put(`/api/v1/leads/${ids[1]!}/outcome`).send({ outcome: 'lost', at: '2026-01-01T00:00:00Z' });
    const report = await read();
    expect(report.sentence).toBe(
      '2 leads that ended (1 won, 1 lost); 2 of them had a score when their outcome was recorded.',
    );
    expect(report.methods).toMatchObject([
      { method: 'rules', leads: 2, won: 1, verdict: 'too_few', auc: 0.5, won_value_usd: '12.50', ended_before: 1 },
    ]);
    expect(report.versions).toMatchObject([
      { method: 'rules', model: expect.stringMatching(/^rules-/), profile_version: 1 },
    ]);
  });

  it('has a verdict with its interval once there are enough', async () => {
    await plant(mixed(200));
    const { methods } = await read();
    expect(methods).toMatchObject([{ verdict: 'better_than_chance', leads: 200, won: 100, won_value_usd: '10000.00' }]);
    const [{ auc, auc_low, auc_high, top_fifth }] = methods as [ScoringReportResponse['methods'][0]];
    expect(auc_low!).toBeGreaterThan(0.5);
    expect(auc!).toBeGreaterThan(auc_low!);
    expect(auc_high!).toBeGreaterThan(auc!);
    expect(top_fifth!.lift).toBeGreaterThan(1.5);
  });

  it('leaves out scores that were made after the outcome was recorded, unless they are asked for', async () => {
    await plant(mixed(10, { days: -10 }));
    await plant(mixed(4, { days: -10, recordedDays: 10 }));
    const report = await read();
    expect(report.outcomes).toMatchObject({ won: 7, lost: 7, scored_before: 4, scored_after: 10 });
    expect(report.methods).toMatchObject([{ leads: 4, ended_before: 4 }]);
    expect((await read('?retrospective=true')).methods).toMatchObject([{ leads: 14 }]);
    expectFailure(await service.http.get(`${PATH}?retrospective=perhaps`), 422, 'VALIDATION_ERROR');
    expectFailure(await service.http.get(`${PATH}?since=2026`), 422, 'VALIDATION_ERROR');
  });

  it('shows nothing of another workspace', async () => {
    await plant(mixed(10), await makeWorkspace(service.database));
    expect((await read()).outcomes).toMatchObject({ won: 0, lost: 0 });
  });

  it('is a table by its suffix, and for those who accept one', async () => {
    await plant(mixed(60));
    const [byPath, byAccept] = [
      await service.http.get(`${PATH}.csv`),
      await service.http.get(PATH).set('accept', 'text/csv'),
    ];
    expect(byPath.status).toBe(200);
    expect(byPath.headers['content-type']).toMatch(/^text\/csv/);
    expect(byPath.headers['content-disposition']).toContain('scoring-report.csv');
    expect(byPath.text).toBe(byAccept.text);
    expect(byPath.text.split('\r\n')[1]).toMatch(/^method,rules,,,60,30,30,better_than_chance,/);
  });

  it('of 2,000 leads never holds the event loop for 50 ms', async () => {
    await plant(mixed(2_000));
    let report: ScoringReportResponse | undefined;
    expect(await longestTurn(read().then((made) => (report = made)))).toBeLessThan(50);
    expect(report!.methods).toMatchObject([{ leads: 2_000 }]);
  });
});
