import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { type AbstractHttpAdapter, HttpAdapterHost } from '@nestjs/core';
import { OperationsSettings } from './operations.settings.js';
import { Connections } from './connections.js';
import { ShutdownState } from './shutdown-state.js';
import { WorkInFlight } from './work-in-flight.js';

const LOOK_EVERY_MS = 20;
/** For what was cut to say so, to its caller and in its table. */
const WIND_DOWN_MS = 1_000;

/**
 * Ends the service without losing what it has begun: it is not ready, but serves for a while; then it takes nothing new
 * and finishes what it has, as long as that may take; then it cuts the rest. All of this comes before any room ends, the
 * ledger and the database among them.
 */
@Injectable()
export class GracefulShutdown implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(GracefulShutdown.name);
  private connections: Connections | undefined;
  private isHurried = false;

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly shutdown: ShutdownState,
    private readonly work: WorkInFlight,
    private readonly settings: OperationsSettings,
  ) {}

  onApplicationBootstrap(): void {
    // Commands use the rooms without a server.
    const { httpAdapter } = this.host as { httpAdapter: AbstractHttpAdapter | null };
    if (httpAdapter !== null) this.connections = new Connections(httpAdapter.getHttpServer() as Server);
  }

  /** Cuts at once what is under way, instead of waiting for it. */
  forceShutdown(): void {
    this.isHurried = true;
  }

  async beforeApplicationShutdown(): Promise<void> {
    const { connections, settings } = this;
    this.shutdown.begin();
    // Whoever would go on asking for a while asks over HTTP.
    if (connections !== undefined) await this.waitFor(() => false, settings.shutdownDelaySeconds * 1_000);
    connections?.refuse();
    const isDone = () => {
      connections?.closeUnused();
      return (connections?.count ?? 0) === 0 && this.work.count === 0;
    };
    if (await this.waitFor(isDone, settings.shutdownTimeoutSeconds * 1_000)) return;
    const facts = { requests: this.work.count, connections: connections?.count };
    this.logger.warn(facts, 'Not all was done in time; the rest is cut');
    this.isHurried = false;
    this.shutdown.cut();
    await this.waitFor(isDone, WIND_DOWN_MS);
    connections?.cut();
    await this.waitFor(isDone, WIND_DOWN_MS);
  }

  /** Whether `holds` came true within `ms`, before anybody was in a hurry. */
  private async waitFor(holds: () => boolean, ms: number): Promise<boolean> {
    const deadline = performance.now() + ms;
    for (;;) {
      if (holds()) return true;
      if (this.isHurried || performance.now() >= deadline) return false;
      await sleep(LOOK_EVERY_MS);
    }
  }
}
