import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PostgresServer } from './postgres-server.js';

const READERS = 8;
const WRITERS = 8;
const WATCH_EVERY_MS = 40;

/** What requests came to; a failure is any answer that a caller of a healthy service would not get. */
export interface Tally {
  reads: number;
  failedReads: string[];
  /** External ids of leads whose storing was acknowledged. */
  acknowledged: string[];
  /** External ids of leads whose storing was refused with a 503. */
  refused: string[];
  /** What else was answered to a write. */
  oddWrites: string[];
  /** Statuses of liveness and of readiness, each once. */
  live: Set<number>;
  ready: Set<number>;
}

/** Callers who read and write as fast as they are answered, and probes that watch meanwhile. */
export class Traffic {
  readonly tally: Tally = {
    reads: 0,
    failedReads: [],
    acknowledged: [],
    refused: [],
    oddWrites: [],
    live: new Set(),
    ready: new Set(),
  };
  /** When the latest request began that succeeded, and when it was answered, by `performance.now()`. */
  private firstSuccessAt: number | undefined;
  private isOver = false;
  private readonly running: Promise<void>[];

  private constructor(
    private readonly url: string,
    private readonly leadId: string,
  ) {
    const readers = Array.from({ length: READERS }, (_, index) => this.loop(() => this.read(index % 2 === 0)));
    const writers = Array.from({ length: WRITERS }, () => this.loop(() => this.write()));
    this.running = [...readers, ...writers, this.loop(() => this.watch())];
  }

  /** Begins with a lead to be read. */
  static async start(url: string): Promise<Traffic> {
    const answer = await post(url, { company_name: 'Acme' });
    const { id } = (await answer.json()) as { id: string };
    return new Traffic(url, id);
  }

  /** From now on, the first success is to be noted. */
  awaitSuccess(): void {
    this.firstSuccessAt = undefined;
  }

  /** When a request first succeeded since `awaitSuccess`, by `performance.now()`. */
  get successAt(): number | undefined {
    return this.firstSuccessAt;
  }

  async stop(): Promise<Tally> {
    this.isOver = true;
    await Promise.all(this.running);
    return this.tally;
  }

  private async loop(act: () => Promise<void>): Promise<void> {
    while (!this.isOver) await act();
  }

  private async read(one: boolean): Promise<void> {
    const path = one ? `/api/v1/leads/${this.leadId}` : '/api/v1/leads?limit=5';
    const status = await statusOf(fetch(this.url + path));
    this.tally.reads++;
    if (status === '200') this.succeed();
    else this.tally.failedReads.push(status);
  }

  private async write(): Promise<void> {
    const externalId = randomUUID();
    const status = await statusOf(post(this.url, { company_name: 'Acme', external_id: externalId }));
    if (status === '201') {
      this.succeed();
      this.tally.acknowledged.push(externalId);
    } else if (status === '503') this.tally.refused.push(externalId);
    else this.tally.oddWrites.push(status);
  }

  private async watch(): Promise<void> {
    const [live, ready] = await Promise.all([fetch(`${this.url}/health`), fetch(`${this.url}/health/ready`)]);
    this.tally.live.add(live.status);
    this.tally.ready.add(ready.status);
    await sleep(WATCH_EVERY_MS);
  }

  private succeed(): void {
    this.firstSuccessAt ??= performance.now();
  }
}

/** How many of these external ids are stored. */
export async function countStored(server: PostgresServer, externalIds: string[]): Promise<number> {
  const [row] = await server.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM leads WHERE external_id = ANY($1)',
    [externalIds],
  );
  return row?.count ?? NaN;
}

/** Stores a lead. */
export function post(url: string, lead: object): Promise<Response> {
  return fetch(`${url}/api/v1/leads`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(lead),
  });
}

async function statusOf(answer: Promise<Response>): Promise<string> {
  try {
    const { status, ...response } = await answer.then(async (one) => ({ status: one.status, text: await one.text() }));
    return status < 400 || status === 503 ? String(status) : `${status} ${response.text}`;
  } catch (error) {
    return String(error instanceof Error ? (error.cause ?? error) : error);
  }
}
