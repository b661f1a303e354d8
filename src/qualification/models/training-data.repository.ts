import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import type { RowCursor, TextRow } from '../../database/row-cursor.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { QualificationSettings } from '../qualification.settings.js';

/** Rows of one batch; each has a lead's facts, of 30 KB at most. */
const AT_ONCE = 250;
const IDLE_MS = 30_000;
/** Most bytes that are learned from; of longer facts, fewer leads are. */
const MOST_BYTES = 256 * 1024 * 1024;

/** Facts and outcomes as lines of JSON, in memory that threads share. */
export type TrainingData = SharedArrayBuffer[];

@Injectable()
export class TrainingDataRepository {
  constructor(
    private readonly database: Database,
    private readonly settings: QualificationSettings,
  ) {}

  /**
   * The newest leads that ended, each as it was when it was first judged; one that never was, as it is. Nothing is parsed
   * here, so that the event loop is free in between.
   */
  async read(workspace: WorkspaceId, signal: AbortSignal): Promise<TrainingData> {
    const cursor = await this.database.openCursor(STATEMENT, [workspace, this.settings.learningMaxOutcomes], IDLE_MS);
    try {
      return await collect(cursor, signal);
    } finally {
      await cursor.close();
    }
  }
}

const STATEMENT = `
  SELECT json_build_object('won', ended.outcome = 'won', 'at', (EXTRACT(EPOCH FROM ended.outcome_at) * 1000)::bigint)::text,
    COALESCE(judged.facts, lead_facts(lead))::text
  FROM (
    SELECT id, outcome, outcome_at FROM leads WHERE workspace_id = $1 AND outcome IS NOT NULL ORDER BY id DESC LIMIT $2
  ) AS ended
  JOIN leads AS lead ON lead.workspace_id = $1 AND lead.id = ended.id
  LEFT JOIN LATERAL (
    SELECT facts FROM qualifications
    WHERE workspace_id = $1 AND lead_id = ended.id AND facts IS NOT NULL
    ORDER BY created_at, id LIMIT 1
  ) AS judged ON true`;

async function collect(cursor: RowCursor, signal: AbortSignal): Promise<TrainingData> {
  const data: TrainingData = [];
  let bytes = 0;
  for (;;) {
    signal.throwIfAborted();
    const rows = await cursor.next(AT_ONCE);
    const part = shared(rows);
    bytes += part.byteLength;
    if (rows.length === 0 || bytes > MOST_BYTES) return data;
    data.push(part);
  }
}

/** Each row is two lines: how it ended, and its facts. */
function shared(rows: readonly TextRow[]): SharedArrayBuffer {
  const text = Buffer.from(rows.map((row) => `${row.join('\n')}\n`).join(''));
  const part = new SharedArrayBuffer(text.byteLength);
  new Uint8Array(part).set(text);
  return part;
}
