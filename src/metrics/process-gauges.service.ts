import { type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { VERSION } from '../config/version.js';
import { ProcessMetrics } from '../health/process-metrics.js';
import { counter, gauge, histogram, setTotal } from '../telemetry/metrics.js';

const build = gauge('sales_agent_build_info', 'Always 1; its labels say what runs.', ['version', 'node_version']);
const cpu = counter('process_cpu_seconds_total', 'CPU time of the process, in all its threads.');
const started = gauge('process_start_time_seconds', 'When the process started, as a Unix time.');
const resident = gauge('process_resident_memory_bytes', 'Memory of the process.');
const heapUsed = gauge('nodejs_heap_size_used_bytes', 'Memory of JavaScript that is in use.');
const heapLimit = gauge('nodejs_heap_size_limit_bytes', 'Memory of JavaScript at which Node.js ends the process.');
const lag = gauge('nodejs_eventloop_lag_seconds', 'How late the event loop was in the last ten seconds.', ['quantile']);
const collections = histogram('nodejs_gc_duration_seconds', 'Pauses of garbage collection.', ['kind']);

/** Names of the kinds of garbage collection, by the bits of V8. */
const KINDS: Record<number, string> = { 1: 'minor', 2: 'minor', 4: 'major', 8: 'incremental', 16: 'weak' };

type Collection = PerformanceEntry & { detail: { kind: number } };

/** What the process takes: CPU, memory, and the time of its event loop. */
@Injectable()
export class ProcessGauges implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly observer = new PerformanceObserver((list) => {
    for (const { duration, detail } of list.getEntries() as Collection[])
      collections.observe({ kind: KINDS[detail.kind] ?? 'other' }, duration / 1_000);
  });

  constructor(private readonly metrics: ProcessMetrics) {}

  onApplicationBootstrap(): void {
    this.observer.observe({ entryTypes: ['gc'] });
  }

  onApplicationShutdown(): void {
    this.observer.disconnect();
  }

  update(): void {
    const { user, system } = process.cpuUsage();
    const figures = this.metrics.read();
    build.set({ version: VERSION, node_version: process.versions.node }, 1);
    setTotal(cpu, (user + system) / 1e6);
    started.set(Math.floor(Date.now() / 1_000 - process.uptime()));
    resident.set(process.memoryUsage.rss());
    heapUsed.set(figures.heapUsedBytes);
    heapLimit.set(figures.heapLimitBytes);
    lag.set({ quantile: '0.5' }, figures.lag.median / 1_000);
    lag.set({ quantile: '0.99' }, figures.lag.p99 / 1_000);
  }
}
