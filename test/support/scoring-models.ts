import { v7 as uuidv7 } from 'uuid';
import { DEFAULT_WORKSPACE_ID } from '../../src/database/workspace-id.js';
import type { Example } from '../../src/qualification/learning/example.js';
import type { LearnedModel } from '../../src/qualification/learning/model.js';
import { train } from '../../src/qualification/learning/training.js';
import { examplesOf } from './generated-leads.js';
import type { TestDatabase } from './test-database.js';

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
