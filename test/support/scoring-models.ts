import { v7 as uuidv7 } from 'uuid';
import { expect } from 'vitest';
import { DEFAULT_WORKSPACE_ID } from '../../src/database/workspace-id.js';
import type { Example } from '../../src/qualification/learning/example.js';
import type { LearnedModel } from '../../src/qualification/learning/model.js';
import { train } from '../../src/qualification/learning/training.js';
import { examplesOf } from './generated-leads.js';
import type { TestDatabase } from './test-database.js';
import type { TestService } from './test-service.js';
import { until } from './until.js';

/** Learns a model here, and stores it as the one in use. */
export async function activateModel(
  database: Pick<TestDatabase, 'query'>,
  leads: readonly Example[],
  version = 1,
): Promise<LearnedModel> {
  const { learned, suspects, leftOut, won, lost } = train(examplesOf(leads), { include: [], exclude: [] });
  if (learned === undefined) throw new Error('Nothing was learned');
  const { model, evidence } = learned;
  await database.query(`UPDATE scoring_models SET status = 'retired' WHERE status = 'active'`);
  await database.query(
    `INSERT INTO scoring_models (workspace_id, version, status, sentence, won, lost, findings, model, trained_at)
     VALUES ($1, $2, 'active', 'Good.', $3, $4, $5, $6, now())`,
    [DEFAULT_WORKSPACE_ID, version, won, lost, { leftOut, suspects, evidence }, model],
  );
  return model;
}

/** Stores leads that have ended. */
export async function plantEnded(
  database: Pick<TestDatabase, 'query'>,
  leads: readonly Example[],
  workspace: string = DEFAULT_WORKSPACE_ID,
): Promise<void> {
  const rows = leads.map(({ facts, isWon, at }) => ({
    ...{ ...facts, workspace_id: workspace, id: uuidv7() },
    ...{ outcome: isWon ? 'won' : 'lost', outcome_at: new Date(at) },
  }));
  await database.query(
    `INSERT INTO leads (workspace_id, id, company_name, contact_name, contact_email, industry, source, contact_title, company_size,
       country, notes, additional_data, outcome, outcome_at)
     SELECT workspace_id, id, company_name, contact_name, contact_email, industry, source, contact_title, company_size, country,
       notes, additional_data, outcome, outcome_at
     FROM jsonb_populate_recordset(NULL::leads, $1)`,
    [JSON.stringify(rows)],
  );
}

/** A learned model, as the API shows it. */
export interface ScoringModel extends Record<string, unknown> {
  version: number;
  status: string;
  sentence: string;
  auc: number;
  ece: number;
}

export const MODELS_PATH = '/api/v1/scoring-models';

/** Learned models of a service. */
export class ScoringModelClient {
  constructor(private readonly service: TestService) {}

  read = async (version: number): Promise<ScoringModel> =>
    (await this.service.http.get(`${MODELS_PATH}/${version}`)).body as ScoringModel;

  /** @param what `activate` or `retire` */
  change = (version: number, what: string) => this.service.http.post(`${MODELS_PATH}/${version}/${what}`);

  /** Trains a version, and gives it when it is done. */
  train = async (body: object = {}): Promise<ScoringModel> => {
    const started = await this.service.http.post(MODELS_PATH).send(body);
    expect({ status: started.status, body: started.body }).toMatchObject({ status: 202, body: { status: 'training' } });
    const { version } = started.body as ScoringModel;
    await until(async () => (await this.read(version)).status !== 'training');
    return this.read(version);
  };

  /** Stores leads that have ended. */
  plant = (leads: readonly Example[], workspace?: string) => plantEnded(this.service.database, leads, workspace);

  /** Takes all leads and models away. */
  empty = async (): Promise<void> => {
    await this.service.database.query('DELETE FROM leads');
    await this.service.database.query('DELETE FROM scoring_models');
  };
}
