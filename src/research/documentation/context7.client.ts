import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Dispatcher } from 'undici';
import { outboundPool } from '../../outbound/outbound-dispatcher.js';
import { OutboundSettings } from '../../outbound/outbound.settings.js';
import { ResearchSettings } from '../research.settings.js';
import { readRetryAfter } from '../../resilience/retry-after.js';
import { type Context7Problem, Context7Failure } from './context7.failure.js';
import { type Excerpt, type Library, readExcerpts, readFirstLibrary, readNewId } from './context7.reader.js';

const CONNECTIONS = 16;
const LARGEST_ANSWER_BYTES = 2 * 1024 * 1024;

const PROBLEM_BY_STATUS: Record<number, Context7Problem> = {
  202: 'processing',
  400: 'unusable',
  401: 'refused',
  402: 'quota',
  403: 'refused',
  404: 'unknown',
  422: 'unusable',
  429: 'rate_limited',
};

export interface LibraryContext {
  /** Where the library is now, if it moved. */
  id: string;
  excerpts: Excerpt[];
}

interface Answer {
  status: number;
  body: unknown;
}

/**
 * Context7's HTTP API, https://context7.com/docs/api-guide. It follows no redirect: of a library that moved it takes the
 * new id, and requests that from the same server.
 */
@Injectable()
export class Context7Client implements OnApplicationShutdown {
  private readonly pool: Dispatcher;
  private readonly base: URL;
  private readonly headers: Record<string, string>;

  constructor({ context7BaseUrl, context7ApiKey, context7TimeoutMs }: ResearchSettings, outbound: OutboundSettings) {
    this.base = new URL(context7BaseUrl);
    const options = { connections: CONNECTIONS, connect: { timeout: context7TimeoutMs } };
    this.pool = outboundPool(this.base.origin, options, outbound);
    this.headers = {
      accept: 'application/json',
      ...(context7ApiKey === undefined ? {} : { authorization: `Bearer ${context7ApiKey}` }),
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.destroy();
  }

  /** Where people read what stands behind an id. */
  pageOf(id: string): string {
    return `${this.base.origin}${id}`;
  }

  /**
   * The library that Context7 takes a name for.
   * @throws Context7Failure
   */
  async find(libraryName: string, query: string, signal: AbortSignal): Promise<Library> {
    const { status, body } = await this.get('/v2/libs/search', { libraryName, query }, signal);
    const library = status === 200 ? readFirstLibrary(body) : undefined;
    if (library === undefined) throw new Context7Failure(status === 200 ? 'unknown' : 'moved', { status });
    return library;
  }

  /**
   * What the documentation of a library says on a question.
   * @throws Context7Failure
   */
  async read(libraryId: string, query: string, signal: AbortSignal): Promise<LibraryContext> {
    const first = await this.requestContext(libraryId, query, signal);
    if (first.status === 200) return contextOf(libraryId, first);
    const id = readNewId(first.body, this.base);
    const second = id === undefined ? first : await this.requestContext(id, query, signal);
    if (id === undefined || second.status !== 200) throw new Context7Failure('moved', { status: second.status });
    return contextOf(id, second);
  }

  private requestContext(libraryId: string, query: string, signal: AbortSignal): Promise<Answer> {
    return this.get('/v2/context', { libraryId, query, type: 'json' }, signal);
  }

  /** @returns an answer of status 200, or 301, which names the new place of a library */
  private async get(path: string, query: Record<string, string>, signal: AbortSignal): Promise<Answer> {
    try {
      const prefix = this.base.pathname.replace(/\/$/, '');
      const { headers } = this;
      const { origin } = this.base;
      const response = await this.pool.request({ method: 'GET', origin, path: prefix + path, query, headers, signal });
      const { statusCode: status } = response;
      const text = await readText(response);
      if (status !== 200 && status !== 301) throw failureOf(response);
      return { status, body: parse(text, status) };
    } catch (error) {
      throw toFailure(error, signal);
    }
  }
}

function contextOf(id: string, { body, status }: Answer): LibraryContext {
  const excerpts = readExcerpts(body);
  if (excerpts === undefined) throw new Context7Failure('unreadable', { status });
  if (excerpts.length === 0) throw new Context7Failure('unusable', { status });
  return { id, excerpts };
}

function failureOf({ statusCode: status, headers }: Dispatcher.ResponseData): Context7Failure {
  const problem = PROBLEM_BY_STATUS[status] ?? 'failed';
  return new Context7Failure(problem, { status, retryAfterMs: readRetryAfter(headers['retry-after']) });
}

async function readText({ body, statusCode: status }: Dispatcher.ResponseData): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of body as AsyncIterable<Buffer>) {
    bytes += part.length;
    // Leaving the loop cuts the connection.
    if (bytes > LARGEST_ANSWER_BYTES) throw new Context7Failure('unreadable', { status });
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}

function parse(text: string, status: number): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Context7Failure('unreadable', { status }, { cause: error });
  }
}

function toFailure(error: unknown, signal: AbortSignal): Context7Failure {
  if (error instanceof Context7Failure) return error;
  return new Context7Failure(signal.aborted ? 'timed_out' : 'unreachable', {}, { cause: error });
}
