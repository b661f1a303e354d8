import { once } from 'node:events';
import { expect, vi } from 'vitest';
import { Logger } from '@nestjs/common';
import Fastify, { type FastifyInstance } from 'fastify';
import { readSettings } from '../../src/config/environment.js';
import { RunpodWorkerSettings } from '../../src/runpod/runpod-worker.settings.js';
import { requestId } from '../../src/telemetry/request-id.js';
import { ShutdownState } from '../../src/lifecycle/shutdown-state.js';
import { WorkInFlight } from '../../src/lifecycle/work-in-flight.js';
import { injectRequestInto } from '../../src/runpod/inject-request.js';
import { type InjectRequest, JobHandler } from '../../src/runpod/job-handler.js';
import { queueAddressOf } from '../../src/runpod/queue-address.js';
import { OutboundSettings } from '../../src/outbound/outbound.settings.js';
import { RunpodQueue } from '../../src/runpod/runpod-queue.js';
import { RunpodWorker, type WorkerOptions } from '../../src/runpod/runpod-worker.js';
import { FakeRunpodQueue } from './runpod-queue.js';

export const QUERY = 'a private query';
const BACK_OFF = { firstMs: 5, longestMs: 20 };

/** A job that asks for research. */
export const job = (id: string, query = QUERY) => ({
  id,
  input: { path: '/v1/research', method: 'POST', body: { query } },
});

/** A queue over real HTTP, a worker, and a service that answers its jobs; a job that asks `hold` waits for its gate. */
export class WorkerTestService {
  /** Ids of the jobs that the service started, those that it aborted, and what ends those that are held. */
  readonly started: string[] = [];
  readonly givenUp: string[] = [];
  readonly gates = new Map<string, () => void>();
  readonly work = new WorkInFlight();
  readonly shutdown = new ShutdownState();
  readonly logged: { mock: { calls: unknown[][] } }[] = (['log', 'warn', 'error', 'debug'] as const).map((level) =>
    vi.spyOn(Logger.prototype, level).mockReturnValue(undefined),
  );
  readonly injection: InjectRequest;
  worker!: RunpodWorker;
  working!: Promise<void>;
  private readonly service: FastifyInstance = Fastify({ genReqId: requestId });

  private constructor(readonly queue: FakeRunpodQueue) {
    this.injection = injectRequestInto(this.service);
    this.service.post('/v1/research', async (request, reply) => {
      const id = String(request.headers['x-request-id']);
      const { query } = request.body as { query: string };
      this.started.push(id);
      if (query === 'hold') await this.hold(id, once(reply.raw, 'close'));
      return { result: query };
    });
  }

  static async open(): Promise<WorkerTestService> {
    return new WorkerTestService(await new FakeRunpodQueue().start());
  }

  start(options: Partial<WorkerOptions> = {}, inject: InjectRequest = this.injection): void {
    const address = queueAddressOf(readSettings(RunpodWorkerSettings, this.queue.variables));
    const whole = { concurrency: 1, pingIntervalMs: 20, idlePauseMs: 5, backOff: BACK_OFF, ...options };
    const { work, shutdown } = this;
    this.worker = new RunpodWorker(
      new RunpodQueue(address, new OutboundSettings()),
      new JobHandler(inject, undefined),
      { work, shutdown },
      whole,
    );
    this.working = this.worker.run();
  }

  async close(): Promise<void> {
    this.worker.stop();
    for (const open of this.gates.values()) open();
    await this.working;
    expect(this.work.count).toBe(0);
    await this.queue.stop();
    await this.service.close();
    vi.restoreAllMocks();
  }

  /** Until its gate is opened, or its caller is gone. */
  private async hold(id: string, closed: Promise<unknown>): Promise<void> {
    const gate = Promise.withResolvers<undefined>();
    this.gates.set(id, () => {
      gate.resolve(undefined);
    });
    await Promise.race([gate.promise.then(() => this.gates.delete(id)), closed]);
    if (this.gates.delete(id)) this.givenUp.push(id);
  }
}
