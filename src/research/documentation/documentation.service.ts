import { Injectable, Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Context7Client } from './context7.client.js';
import { type Context7Problem, Context7Failure } from './context7.failure.js';
import { type Excerpt, isLibraryId, type Library } from './context7.reader.js';

const HOUR_MS = 3_600_000;
const CACHED_MS = 6 * HOUR_MS;
/** Shorter, since a missing library may be added. */
const MISSING_MS = 10 * 60_000;
/** Excerpts of a question take 20,000 characters at most: all together some 10 MB. */
const MOST_DOCUMENTATION = 250;
const MOST_NAMES = 2_000;
/** How long no request is sent after such a failure where Context7 names no time, in ms. */
const COOL_DOWN_MS: Partial<Record<Context7Problem, number>> = { rate_limited: 60_000, quota: 10 * 60_000 };

export interface LibraryDocumentation {
  title: string;
  url: string;
  excerpts: Excerpt[];
}

/** Reads the documentation of libraries and caches it for hours, as it changes slowly. */
@Injectable()
export class Documentation {
  private readonly logger = new Logger(Documentation.name);
  private readonly libraries = new LRUCache<string, Library>({ max: MOST_NAMES, ttl: CACHED_MS });
  private readonly documentation = new LRUCache<string, LibraryDocumentation>({
    max: MOST_DOCUMENTATION,
    ttl: CACHED_MS,
  });
  private readonly missing = new LRUCache<string, Context7Failure>({ max: MOST_NAMES, ttl: MISSING_MS });
  private coolDown: { until: number; failure: Context7Failure } | undefined;

  constructor(private readonly context7: Context7Client) {}

  /**
   * Excerpts on `query` from the documentation of `library`, a name or an id of Context7's. Both are sent to Context7.
   * @param caller aborted when the caller has disconnected
   * @throws Context7Failure
   */
  async read(library: string, query: string, limitMs: number, caller: AbortSignal): Promise<LibraryDocumentation> {
    const key = JSON.stringify([library.toLowerCase(), query]);
    const known = this.documentation.get(key);
    if (known !== undefined) return known;
    const failure = this.missing.get(key) ?? this.coolDownFailure();
    if (failure !== undefined) throw failure;
    const signal = AbortSignal.any([caller, AbortSignal.timeout(limitMs)]);
    try {
      const excerpts = await this.fetch(library, query, signal);
      this.documentation.set(key, excerpts);
      return excerpts;
    } catch (error) {
      if (error instanceof Context7Failure && !caller.aborted) this.note(key, library, error);
      throw error;
    }
  }

  private async fetch(library: string, query: string, signal: AbortSignal): Promise<LibraryDocumentation> {
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

  private coolDownFailure(): Context7Failure | undefined {
    return this.coolDown !== undefined && performance.now() < this.coolDown.until ? this.coolDown.failure : undefined;
  }

  /** The question is never logged: it may be confidential. */
  private note(key: string, library: string, failure: Context7Failure): void {
    const { problem, facts } = failure;
    if (problem === 'unknown' || problem === 'unusable') this.missing.set(key, failure);
    const coolDownMs = COOL_DOWN_MS[problem];
    if (coolDownMs !== undefined) {
      this.coolDown = { until: performance.now() + (facts.retryAfterMs ?? coolDownMs), failure };
    }
    this.logger.warn({ library, problem, status: facts.status, err: failure.cause }, 'No documentation for a library');
  }
}
