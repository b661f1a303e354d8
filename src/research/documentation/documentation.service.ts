import { Injectable, Logger } from '@nestjs/common';
import { Context7Client } from './context7.client.js';
import { type Context7Problem, Context7Failure } from './context7.failure.js';
import { type Excerpt, isLibraryId, type Library } from './context7.reader.js';
import { ExpiringCache } from './expiring-cache.js';

const HOUR_MS = 3_600_000;
const REMEMBERED_MS = 6 * HOUR_MS;
/** What was not there may come. */
const MISSED_MS = 10 * 60_000;
/** Excerpts of a question take 20,000 characters at most: all together some 10 MB. */
const MOST_READINGS = 250;
const MOST_NAMES = 2_000;
/** How long to leave Context7 alone where it does not say, in ms. */
const REST_MS: Partial<Record<Context7Problem, number>> = { rate_limited: 60_000, quota: 10 * 60_000 };

/** What the documentation of one library says. */
export interface Reading {
  title: string;
  url: string;
  excerpts: Excerpt[];
}

/** Reads up on libraries, and remembers for hours what it read, as documentation changes slowly. */
@Injectable()
export class Documentation {
  private readonly logger = new Logger(Documentation.name);
  private readonly libraries = new ExpiringCache<Library>(MOST_NAMES, REMEMBERED_MS);
  private readonly readings = new ExpiringCache<Reading>(MOST_READINGS, REMEMBERED_MS);
  private readonly missed = new ExpiringCache<Context7Failure>(MOST_NAMES, MISSED_MS);
  private rest: { until: number; failure: Context7Failure } | undefined;

  constructor(private readonly context7: Context7Client) {}

  /**
   * What the documentation of `library`, a name or an id of Context7's, says on `query`; both go to Context7.
   * @param caller aborted when nobody waits any more
   * @throws Context7Failure
   */
  async readUp(library: string, query: string, limitMs: number, caller: AbortSignal): Promise<Reading> {
    const key = JSON.stringify([library.toLowerCase(), query]);
    const known = this.readings.get(key);
    if (known !== undefined) return known;
    const failure = this.missed.get(key) ?? this.resting();
    if (failure !== undefined) throw failure;
    const signal = AbortSignal.any([caller, AbortSignal.timeout(limitMs)]);
    try {
      const reading = await this.ask(library, query, signal);
      this.readings.set(key, reading);
      return reading;
    } catch (error) {
      if (error instanceof Context7Failure && !caller.aborted) this.note(key, library, error);
      throw error;
    }
  }

  private async ask(library: string, query: string, signal: AbortSignal): Promise<Reading> {
    const { id, title } = await this.find(library, query, signal);
    const { id: place, excerpts } = await this.context7.read(id, query, signal);
    return { title: `${title} documentation, by Context7`, url: this.context7.pageOf(place), excerpts };
  }

  private async find(library: string, query: string, signal: AbortSignal): Promise<Library> {
    if (isLibraryId(library)) return { id: library, title: library };
    const name = library.toLowerCase();
    const found = this.libraries.get(name) ?? (await this.context7.find(library, query, signal));
    this.libraries.set(name, found);
    return found;
  }

  private resting(): Context7Failure | undefined {
    return this.rest !== undefined && performance.now() < this.rest.until ? this.rest.failure : undefined;
  }

  /** The question is in no log: whoever asks does not expect it there. */
  private note(key: string, library: string, failure: Context7Failure): void {
    const { problem, facts } = failure;
    if (problem === 'unknown' || problem === 'unusable') this.missed.set(key, failure);
    const restMs = REST_MS[problem];
    if (restMs !== undefined) {
      this.rest = { until: performance.now() + (facts.retryAfterMs ?? restMs), failure };
    }
    this.logger.warn({ library, problem, status: facts.status, err: failure.cause }, 'No documentation of a library');
  }
}
