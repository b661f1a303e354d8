import { expect, it } from 'vitest';
import { Preconditions } from '../api/preconditions.js';
import type { Database } from '../database/database.service.js';
import { DEFAULT_WORKSPACE_ID } from '../database/workspace-id.js';
import { newId } from '../ids/new-id.js';
import { LeadWritesRepository } from './lead-writes.repository.js';

it.each([
  ['once, where a precondition would not hold a second time', { 'if-match': '"1"' }, 'transaction'],
  ['again after a lost connection, where it has no precondition', {}, 'idempotentTransaction'],
])('A lead is saved %s', async (_, headers, expected) => {
  const used: string[] = [];
  const note = (name: string) => () => Promise.resolve(new Map([[used.push(name), undefined]]));
  const database = { transaction: note('transaction'), idempotentTransaction: note('idempotentTransaction') };
  const write = { id: newId(), key: 'crm-1', fields: {}, preconditions: Preconditions.of(headers) };
  await new LeadWritesRepository(database as unknown as Database).save(DEFAULT_WORKSPACE_ID, 'external_id', [[write]]);
  expect(used).toEqual([expected]);
});
