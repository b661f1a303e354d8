import { beforeAll, describe, expect, it } from 'vitest';
import { AuditEventsRepository } from '../../src/audit/audit-events.repository.js';
import type { Database, Query } from '../../src/database/database.service.js';
import type { Pagination } from '../../src/database/pagination.js';
import { DEFAULT_WORKSPACE_ID } from '../../src/database/workspace-id.js';
import { IdempotencyKeysRepository } from '../../src/idempotency/idempotency-keys.repository.js';
import { newId } from '../../src/ids/new-id.js';
import type { SelectedLeads } from '../../src/leads/dto/lead-bulk.dto.js';
import { LeadsRepository } from '../../src/leads/leads.repository.js';
import { LeadBulkRepository } from '../../src/leads/lead-bulk.repository.js';
import type { LeadEntity } from '../../src/leads/lead.entity.js';
import { findMatches, insertFromRows, lockLeads } from '../../src/leads/import/merged-leads.js';
import { readFields, readFirstLines, readWaiting } from '../../src/leads/import/staged-rows.js';
import { lockMatches, readByIds, readIdsByExternalIds, rewriteRows } from '../../src/leads/lead-rows.js';
import type { NewQualification } from '../../src/qualification/qualifications.repository.js';
import { RunItemsRepository } from '../../src/qualification/runs/run-items.repository.js';
import { RunResultsRepository } from '../../src/qualification/runs/run-results.repository.js';
import { RunTakeOvers } from '../../src/qualification/runs/run-take-overs.repository.js';
import { RunsRepository } from '../../src/qualification/runs/runs.repository.js';
import type { WebhookOutbox } from '../../src/webhooks/webhook-outbox.js';
import {
  addRun,
  faultsOfCall,
  grow,
  IMPORT,
  NAMED,
  RUN,
  sample,
  useGrowingTables,
} from '../support/rows/growing-tables.js';

const LEASE = newId();

const client = useGrowingTables();
let leads: string[];
let addresses: string[];
let externalIds: string[];
let keys: { keyHash: Buffer; operationId: string; holder: string }[];
let events: string[];

describe.each([
  [1, 1_000],
  [1_001, 10_000],
  [10_001, 100_000],
])(
  'In a workspace that grows, without statistics, from row %i to %i, a statement reads no more rows than it names',
  (from, to) => {
    beforeAll(async () => {
      await grow(client, from, to);
      const stored = await sample<Record<'id' | 'email' | 'key', string>>(
        client,
        'leads',
        'id, contact_email AS email, external_id AS key',
      );
      leads = stored.map(({ id }) => id);
      addresses = stored.map(({ email }) => email.toUpperCase());
      externalIds = stored.map(({ key }) => key);
      events = (await sample<{ id: string }>(client, 'audit_events', 'id')).map(({ id }) => id);
      keys = await sample(client, 'idempotency_keys', 'key_hash AS "keyHash", operation_id AS "operationId", holder');
    }, 120_000);

    const queryOf = (on: Database) => ((sql, parameters) => on.read(sql, parameters)) as Query;
    const changeAll = (on: Database, selected: SelectedLeads) =>
      new LeadBulkRepository(on).update(DEFAULT_WORKSPACE_ID, leads, selected, { notes: 'x' });
    const rowsOf = { workspace: DEFAULT_WORKSPACE_ID, importId: IMPORT };
    const lines = () => leads.map((_, index) => from + index);
    const waiting = () =>
      leads.map((leadId, index) => ({
        ...{
          line: index + 1,
          leadId,
          ownId: index % 2 === 0 ? leadId : null,
          hasOutcome: false,
          hasName: true,
          person: `x.example\n${leadId}`,
        },
        ...{
          externalId: index % 3 === 0 ? (externalIds[index] ?? null) : null,
          email: addresses[index]?.toLowerCase() ?? null,
        },
      }));
    const claims = () =>
      keys.map((key) => ({ ...key, fingerprint: Buffer.from('body'), workspace: DEFAULT_WORKSPACE_ID }));
    const successes = () =>
      claims().map((claim, at) => ({ claim, status: 201, leadId: leads[at]!, body: Buffer.from('{}'), durable: true }));
    const refused = () => ({
      ...{ id: newId(), actorKeyId: newId(), actorName: 'key', action: 'lead.delete', errorCode: 'ACCESS_DENIED' },
      ...{ targetId: null, clientIp: '127.0.0.1', ip: '127.0.0.1', requestId: newId(), count: 1, startedIds: events },
    });

    const run = { workspace: DEFAULT_WORKSPACE_ID, runId: RUN };
    const lease = { leaseId: LEASE, leaseSeconds: 60 };
    const itemsOf = (on: Database) => new RunItemsRepository(on, {} as Pagination);
    const claimItems = (on: Database) => itemsOf(on).claim(queryOf(on), run, { ...lease, count: NAMED });
    const recordAll = async (on: Database) => {
      const runs = new RunsRepository(on, {} as Pagination, {} as WebhookOutbox);
      const results = (await claimItems(on)).map(({ position, leadId }, index) => ({
        ...{ position, leadId, costPicoUsd: '1' },
        ...(index % 2 === 0
          ? { qualification: scoreOf(leadId) }
          : { error: { error_code: 'LEAD_QUALIFICATION_FAILED', message: 'x' } }),
      }));
      expect(results).toHaveLength(NAMED);
      await new RunResultsRepository(runs).record(run, LEASE, results);
    };

    it.each<[string, (database: Database) => Promise<unknown>]>([
      ['finds a lead by its id', (on) => new LeadsRepository(on).findById(DEFAULT_WORKSPACE_ID, leads[0]!)],
      [
        'finds a lead by its external_id',
        (on) => new LeadsRepository(on).findByExternalId(DEFAULT_WORKSPACE_ID, externalIds[0]!),
      ],
      [
        'finds leads by an e-mail',
        (on) => new LeadsRepository(on).findMatches(DEFAULT_WORKSPACE_ID, 'contact_email', addresses[0]!),
      ],
      [
        'changes a lead',
        (on) => new LeadsRepository(on).update(DEFAULT_WORKSPACE_ID, leads[0]!, { notes: 'x', companyName: 'Acme' }),
      ],
      ['erases a lead', (on) => new LeadsRepository(on).delete(DEFAULT_WORKSPACE_ID, leads[0]!)],
      ['takes leads of a run', claimItems],
      ['reads leads of a run', (on) => itemsOf(on).readLeads(queryOf(on), DEFAULT_WORKSPACE_ID, leads)],
      ['records scores of a run', recordAll],
      [
        'renews leases on leads of a run',
        async (on) => {
          const positions = (await claimItems(on)).map(({ position }) => position);
          await itemsOf(on).renew(run, { ...lease, positions });
        },
      ],
      ['takes leads of a run over', (on) => new RunTakeOvers(on).takeOver(run)],
      ['finds runs that stand still with leads that are begun', (on) => new RunTakeOvers(on).findStanding()],
      [
        'puts leads of a run back',
        async (on) => {
          const positions = (await claimItems(on)).map(({ position }) => position);
          await itemsOf(on).putBack(queryOf(on), run, { leaseId: LEASE, positions, pauseMs: 0, isCounted: true });
        },
      ],
      ['claims idempotency keys', (on) => new IdempotencyKeysRepository(on).claim(DEFAULT_WORKSPACE_ID, claims())],
      [
        'finds idempotency keys',
        (on) =>
          new IdempotencyKeysRepository(on).find(
            DEFAULT_WORKSPACE_ID,
            keys.map(({ keyHash }) => keyHash),
          ),
      ],
      ['keeps answers', (on) => new IdempotencyKeysRepository(on).finish(DEFAULT_WORKSPACE_ID, successes())],
      ['renews claims', (on) => new IdempotencyKeysRepository(on).renew(claims())],
      [
        'finds leads by external_id',
        (on) => lockMatches(queryOf(on), DEFAULT_WORKSPACE_ID, 'external_id', externalIds),
      ],
      ['finds leads by e-mail', (on) => lockMatches(queryOf(on), DEFAULT_WORKSPACE_ID, 'contact_email', addresses)],
      ['finds no lead by keys of none', (on) => lockMatches(queryOf(on), DEFAULT_WORKSPACE_ID, 'external_id', leads)],
      ['finds who has an external_id', (on) => readIdsByExternalIds(queryOf(on), DEFAULT_WORKSPACE_ID, externalIds)],
      [
        'erases leads by their ids',
        (on) => new LeadBulkRepository(on).delete(DEFAULT_WORKSPACE_ID, leads, { ids: leads }),
      ],
      ['finds leads by what rows of a file say', (on) => findMatches(queryOf(on), DEFAULT_WORKSPACE_ID, waiting())],
      ['reads rows of a file that wait', (on) => readWaiting(queryOf(on), rowsOf, from, NAMED)],
      ['reads rows of a file by their lines', (on) => readFields(queryOf(on), rowsOf, lines())],
      ['stores rows of a file', (on) => insertFromRows(queryOf(on), rowsOf, lines())],
      ['finds rows of a file by their leads', (on) => readFirstLines(queryOf(on), rowsOf, leads)],
      ['locks leads that rows of a file change', (on) => lockLeads(queryOf(on), DEFAULT_WORKSPACE_ID, leads)],
      ['reads leads by their ids', (on) => readByIds(queryOf(on), DEFAULT_WORKSPACE_ID, leads)],
      ['counts leads by their ids', (on) => new LeadBulkRepository(on).count(DEFAULT_WORKSPACE_ID, { ids: leads })],
      ['locks leads by their ids', (on) => changeAll(on, { ids: leads })],
      ['locks those that pass a filter', (on) => changeAll(on, { filters: { min_score: 50 } })],
      [
        'rewrites leads',
        (on) =>
          rewriteRows(
            queryOf(on),
            DEFAULT_WORKSPACE_ID,
            leads.map((id) => ({ lead: { id, companyName: 'Acme' } as LeadEntity, changes: { notes: 'x' } })),
          ),
      ],
      [
        'counts refused calls',
        (on) => new AuditEventsRepository(on, {} as Pagination).addRefused(DEFAULT_WORKSPACE_ID, [refused() as never]),
      ],
    ])('%s', async (_, call) => {
      expect(await faultsOfCall(client, call)).toEqual([]);
    });
  },
);

it('A run of all leads has each of them once on its list, in their order, and drops those that wait', async () => {
  const key = { workspace: DEFAULT_WORKSPACE_ID, runId: newId() };
  await addRun(client, key.runId);
  const longest = { ms: 0 };
  const query = (async (sql: string, parameters: unknown[]) => {
    const startedAt = performance.now();
    const { rows } = await client.query(sql, parameters);
    longest.ms = Math.max(longest.ms, performance.now() - startedAt);
    return rows as object[];
  }) as Query;
  const items = new RunItemsRepository({} as Database, {} as Pagination);
  const all = { selected: { filters: {} }, staleBases: undefined };
  expect(await items.fill(query, key, all)).toBe(100_000);
  const of = `FROM run_items WHERE workspace_id = $1 AND run_id = $2`;
  const states = () => client.query(`SELECT state, count(*)::int ${of} GROUP BY state`, Object.values(key));
  const { rows } = await client.query(
    `SELECT min(position) AS first, max(position) AS last, count(DISTINCT lead_id)::int AS leads,
       count(*) FILTER (WHERE is_behind)::int AS behind
     FROM (SELECT *, lead_id > lag(lead_id) OVER (ORDER BY position) AS is_behind ${of}) AS item`,
    Object.values(key),
  );
  expect(rows).toEqual([{ first: 1, last: 100_000, leads: 100_000, behind: 99_999 }]);
  await items.cancelWaiting(query, key);
  expect((await states()).rows).toEqual([{ state: 'cancelled', count: 100_000 }]);
  await client.query(`UPDATE run_items SET state = 'failed' WHERE run_id = $1 AND position % 2 = 0`, [key.runId]);
  expect(await items.retryFailed(query, key)).toBe(50_000);
  // A million in one statement would run into its time-out.
  expect(longest.ms).toBeLessThan(20_000);
}, 180_000);

function scoreOf(leadId: string): NewQualification {
  return {
    ...{ id: newId(), leadId, score: 50, tier: 'C', reasoning: 'x', method: 'rules', provider: null, model: 'rules-2' },
    ...{ factors: {}, facts: { company_name: 'Acme' }, latencyMs: 1, profileVersion: 1, promptVersion: null },
    ...{
      fallbackReason: null,
      promptTokens: null,
      completionTokens: null,
      costPicoUsd: null,
      attempts: null,
      scorer: 'rules',
    },
  } as unknown as NewQualification;
}
