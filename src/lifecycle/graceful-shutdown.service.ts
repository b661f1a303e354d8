import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { type AbstractHttpAdapter, HttpAdapterHost } from '@nestjs/core';
import { OperationsSettings } from './operations.settings.js';
import { Connections } from './connections.js';
import { ShutdownState } from './shutdown-state.js';
import { WorkInFlight } from './work-in-flight.js';

const POLL_MS = 20;
/** A proxy that still uses its connections sends something in that time. */
const QUIET_MS = 100;
/** By then a proxy has noticed that it cannot connect any more. */
const LONGEST_USE_MS = 2_000;
/** Time for aborted work to answer its caller and update its rows. */
const ABORT_GRACE_MS = 1_000;

/**
 * Graceful shutdown, in three steps: report not ready but keep serving while load balancers notice; accept no new
 * connections and finish requests that are under way; abort what is left at the time limit. All of it happens before any
 * room closes, such as the ledger and the database.
 */
@Injectable()
export class GracefulShutdown implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(GracefulShutdown.name);
  private connections: Connections | undefined;
  private isForced = false;

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly shutdown: ShutdownState,
    private readonly work: WorkInFlight,
    private readonly settings: OperationsSettings,
  ) {}

  onApplicationBootstrap(): void {
    // Commands run without an HTTP server.
    const { httpAdapter } = this.host as { httpAdapter: AbstractHttpAdapter | null };
    if (httpAdapter !== null) this.connections = new Connections(httpAdapter.getHttpServer() as Server);
  }

  /** Aborts work at once instead of waiting for it. */
  forceShutdown(): void {
    this.isForced = true;
  }

  async beforeApplicationShutdown(): Promise<void> {
    const { connections, settings } = this;
    this.shutdown.begin();
    // Only HTTP callers keep sending requests for a while.
    if (connections !== undefined) await this.waitFor(() => false, settings.shutdownDelaySeconds * 1_000);
    await connections?.stopAccepting();
    const stoppedAt = performance.now();
    const isDone = () => {
      // A request may be under way on a connection that looks idle; its answer asks the client to close it.
      const isUnused = (connections?.quietMs() ?? 0) >= QUIET_MS || performance.now() - stoppedAt >= LONGEST_USE_MS;
      if (isUnused) connections?.closeIdle();
      return (connections?.count ?? 0) === 0 && this.work.count === 0;
    };
    if (await this.waitFor(isDone, settings.shutdownTimeoutSeconds * 1_000)) return;
    const facts = { requests: this.work.count, connections: connections?.count };
    this.logger.warn(facts, 'Shutdown timed out; aborting what is left');
    this.isForced = false;
    this.shutdown.abortWork();
    await this.waitFor(isDone, ABORT_GRACE_MS);
    connections?.destroyAll();
    await this.waitFor(isDone, ABORT_GRACE_MS);
  }

  /** Whether `condition` became true within `ms`, unless the shutdown is forced. */
  private async waitFor(condition: () => boolean, ms: number): Promise<boolean> {
    const deadline = performance.now() + ms;
    for (;;) {
      if (condition()) return true;
      if (this.isForced || performance.now() >= deadline) return false;
      await sleep(POLL_MS);
    }
  }
}
