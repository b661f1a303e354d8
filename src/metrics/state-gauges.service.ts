import { statfs } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { DatabaseConnector } from '../database/database-connector.js';
import { WorkInFlight } from '../lifecycle/work-in-flight.js';
import { LedgerQueue } from '../llm/ledger/ledger-queue.service.js';
import { ProviderRegistry } from '../llm/router/provider-registry.js';
import { counter, gauge, setTotal } from '../telemetry/metrics.js';

const inFlight = gauge('http_requests_in_flight', 'Requests that are worked on.');
const connections = gauge('database_pool_connections', 'Connections of the pool, by what they do.', ['state']);
const maxConnections = gauge('database_pool_max_connections', 'Most connections that the pool opens.');
const waiting = gauge('database_pool_waiting_requests', 'Requests that wait for a connection of the pool.');
const evictions = counter(
  'database_pool_evictions_total',
  'Connections that were closed because they were broken or unfit.',
);
const breakers = gauge('llm_breaker_state', 'Circuit breaker of a provider: 0 closed, 1 half open, 2 open.', [
  'provider',
]);
const queued = gauge('ledger_queue_rows', 'Ledger rows that are not written yet.');
const dropped = counter('ledger_dropped_rows_total', 'Ledger rows that were dropped.');
const diskFree = gauge('disk_free_bytes', 'What is free where the process works: its folder for data and uploads.');
const diskSize = gauge('disk_size_bytes', 'How large that disk is.');

const BREAKERS = { closed: 0, half_open: 1, open: 2 };

/** What the parts of this process say of themselves, without a query. */
@Injectable()
export class StateGauges {
  constructor(
    private readonly connector: DatabaseConnector,
    private readonly providers: ProviderRegistry,
    private readonly ledger: LedgerQueue,
    private readonly work: WorkInFlight,
  ) {}

  async update(): Promise<void> {
    const pool = this.connector.poolState();
    inFlight.set(this.work.requestCount);
    connections.set({ state: 'in_use' }, pool.checkedOut);
    connections.set({ state: 'idle' }, pool.idle);
    maxConnections.set(pool.max);
    waiting.set(pool.waiting);
    setTotal(evictions, pool.evictions);
    breakers.reset();
    for (const { name, breaker } of this.providers.states()) breakers.set({ provider: name }, BREAKERS[breaker]);
    queued.set(this.ledger.depth);
    setTotal(dropped, this.ledger.dropped);
    const disk = await statfs('.');
    diskFree.set(disk.bavail * disk.bsize);
    diskSize.set(disk.blocks * disk.bsize);
  }
}
