import { Injectable } from '@nestjs/common';
import { taskUrl, ThreadPool } from '../../threads/thread-pool.service.js';
import { LlmSettings } from '../llm.settings.js';
import type { OrderTask } from './order-embeddings.task.js';
import type { ParsedJson } from './parse-json.task.js';
import type { SchemaTask } from './check-schema.task.js';
import type { TokenTask } from './count-tokens.task.js';

const COUNT_TOKENS = taskUrl('./count-tokens.task', import.meta.url);
const CHECK_SCHEMA = taskUrl('./check-schema.task', import.meta.url);
const PARSE_JSON = taskUrl('./parse-json.task', import.meta.url);
const ORDER_EMBEDDINGS = taskUrl('./order-embeddings.task', import.meta.url);

const CHARACTERS_PER_TOKEN = 4;
/** Longest wait for a thread, in ms. */
const WAIT_MS = 2_000;
/** Counting watches its time itself; only what a single piece takes comes on top. */
const EXTRA_MS = 1_000;
/** Longest time to read a JSON text, in ms: most take a hundredth of it. */
const PARSE_MS = 2_000;

/** What takes time that grows with a caller's input, and therefore runs in worker threads. */
@Injectable()
export class LlmThreads {
  constructor(
    private readonly threads: ThreadPool,
    private readonly settings: LlmSettings,
  ) {}

  /**
   * Tokens of a text; a guess where counting takes too long or too much waits to be counted.
   * @param limit the number that is counted to: any larger one may be returned for more
   * @param owner who waits for it: owners are served by turns
   */
  async countTokens(text: string, limit: number, owner: string): Promise<number> {
    if (text === '') return 0;
    const { tokenCountMs } = this.settings;
    const input: TokenTask = { text, limit, timeMs: tokenCountMs };
    const limits = { owner, waitMs: WAIT_MS, limitMs: tokenCountMs + EXTRA_MS };
    const outcome = await this.threads.run<number>(COUNT_TOKENS, input, limits);
    return outcome.state === 'done' ? outcome.result : guessTokens(text);
  }

  /**
   * The value of a long JSON text, which could hold the event loop, with log probabilities as bytes of JSON.
   * @returns `unavailable` if no thread became free in time, or it took too long
   */
  async parseJson(text: string, owner: string): Promise<ParsedJson | { state: 'unavailable' }> {
    const limits = { owner, waitMs: WAIT_MS, limitMs: PARSE_MS };
    const outcome = await this.threads.run<ParsedJson>(PARSE_JSON, text, limits);
    return outcome.state === 'done' ? outcome.result : { state: 'unavailable' };
  }

  /**
   * The text of a long list of vectors in the order of their inputs, and without an envelope.
   * @returns `undefined` if no thread became free in time, or it took too long
   */
  async orderEmbeddings(task: OrderTask, owner: string): Promise<string | undefined> {
    const limits = { owner, waitMs: WAIT_MS, limitMs: PARSE_MS };
    const outcome = await this.threads.run<string | undefined>(ORDER_EMBEDDINGS, task, limits);
    return outcome.state === 'done' ? outcome.result : undefined;
  }

  /**
   * Whether `content` is JSON that matches the schema, without its `pattern` and `format`.
   * @returns `unchecked` if the check took too long; a check that gets no thread in time counts as passed
   */
  async isValid(content: string, schema: unknown, owner: string): Promise<boolean | 'unchecked'> {
    const limits = { owner, waitMs: WAIT_MS, limitMs: this.settings.schemaCheckMs };
    const input: SchemaTask = { content, schema };
    const outcome = await this.threads.run<boolean>(CHECK_SCHEMA, input, limits);
    if (outcome.state === 'timed_out') return 'unchecked';
    return outcome.state === 'unavailable' || outcome.result;
  }
}

/** A guess at the tokens of a text, for comparisons and for where nothing better is to be had. */
export function guessTokens(text: string): number {
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN);
}
