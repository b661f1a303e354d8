import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { LlmSettings } from '../llm.settings.js';
import { LedgerQueue } from '../ledger/ledger-queue.service.js';
import {
  LlmAnswerInvalidError,
  LlmContextLengthError,
  LlmModelNotFoundError,
  LlmNotConfiguredError,
} from '../llm.errors.js';
import type { AnswerChunk, AnswerStream, AttemptLimits, WholeAnswer } from '../providers/llm-provider.js';
import type { TokenCounts } from '../providers/price.js';
import { PriceList } from '../providers/price-list.js';
import { exceeds, expectTokens } from '../providers/token-counter.js';
import { type AnswerProblem, problemOf } from './answer-check.js';
import { AttemptPlan } from './attempt-plan.js';
import { AttemptRecord } from './attempt-record.js';
import { type Attempt, AttemptsFailedError, makeAttempts } from './attempts.js';
import { ProviderRegistry } from './provider-registry.js';
import type { Route, RoutedRequest } from './routed-request.js';
import { toRoutingError } from './routing-errors.js';

export interface RoutedAnswer {
  answer: WholeAnswer;
  route: Route;
  usage: TokenCounts;
  /** Of all attempts, those included that failed and will have to be paid. */
  costPicoUsd: bigint;
  flaw: AnswerProblem | undefined;
}

export interface RoutedStream {
  route: Route;
  /** What the attempt that answers used; known of a stream that has ended. */
  readonly usage: TokenCounts | undefined;
  /** Of all attempts; known of a stream that has ended. */
  readonly costPicoUsd: bigint | undefined;
  /**
   * Ends only when the answer is whole. Leaving it early cancels the provider.
   * @throws ProviderFailure if it breaks off
   */
  chunks: AsyncIterable<AnswerChunk>;
}

/** Asks providers until one answers, within one deadline, and has every attempt written to the ledger. */
@Injectable()
export class LlmRouter {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly ledger: LedgerQueue,
    private readonly prices: PriceList,
    private readonly settings: LlmSettings,
  ) {}

  get isConfigured(): boolean {
    return this.registry.size > 0;
  }

  /**
   * An answer that is whole. Structured output that is cut, or does not fit its schema, is asked for once more, of the
   * best provider.
   * @throws LlmError
   */
  async complete(request: RoutedRequest): Promise<RoutedAnswer> {
    const deadlineAt = this.deadlineOf(request);
    const first = await this.completeOnce(request, deadlineAt);
    if (first.flaw === undefined || !request.repairs) return first;
    const target = { ...request.target, strategy: 'quality_optimized' } as const;
    const second = await this.completeOnce({ ...request, target, attemptsBefore: first.route.attempts }, deadlineAt);
    // A cut answer says so itself, by its finish_reason; one that does not fit would claim to be what it is not.
    if (second.flaw === 'invalid') throw new LlmAnswerInvalidError(second.route.provider);
    return { ...second, costPicoUsd: first.costPicoUsd + second.costPicoUsd };
  }

  private completeOnce(request: RoutedRequest, deadlineAt: number): Promise<RoutedAnswer> {
    return this.route(request, deadlineAt, async (attempt, record, spent) => {
      const { provider } = attempt.member;
      const startedAt = performance.now();
      const answer = await provider.complete(request.body, record.model, this.limitsOf(request, attempt, false));
      const flaw = problemOf(request.body, answer);
      const ms = performance.now() - startedAt;
      const usage = await record.succeed(answer.model, answer.reportedUsage, answer.completionText, ms, flaw);
      return { answer, usage, flaw, costPicoUsd: spent(), route: record.routeOf(answer.model) };
    });
  }

  /**
   * A stream that has begun to answer. With `isHeldBack` it has ended too: what breaks in the middle is tried elsewhere,
   * unseen.
   * @throws LlmError
   */
  stream(request: RoutedRequest, isHeldBack: boolean): Promise<RoutedStream> {
    return this.route(request, this.deadlineOf(request), async (attempt, record, spent) => {
      const limits = this.limitsOf(request, attempt, isHeldBack);
      const stream = await attempt.member.provider.stream(request.body, record.model, limits);
      const coming = watched(stream, record, request.signal);
      const chunks = isHeldBack ? Readable.from(await collect(coming)) : coming;
      return {
        route: record.routeOf(stream.model),
        chunks,
        get usage() {
          return record.usage;
        },
        get costPicoUsd() {
          return record.usage && spent();
        },
      };
    });
  }

  private async route<Answer>(
    request: RoutedRequest,
    deadlineAt: number,
    ask: (attempt: Attempt, record: AttemptRecord, spent: () => bigint) => Promise<Answer>,
  ): Promise<Answer> {
    const plan = await this.plan(request);
    const records: AttemptRecord[] = [];
    const spent = () => records.reduce((sum, { costPicoUsd }) => sum + costPicoUsd, 0n);
    try {
      return await makeAttempts(this.registry, plan, deadlineAt, request.signal, async (attempt) => {
        const record = new AttemptRecord(request, attempt, this.ledger, this.prices.version);
        records.push(record);
        try {
          return await ask(attempt, record, spent);
        } catch (error) {
          throw await record.fail(error);
        }
      });
    } catch (error) {
      if (!(error instanceof AttemptsFailedError)) throw error;
      throw toRoutingError(error.attempts, request.isCallersOwn, this.registry.largestContext, this.registry.soonestMs);
    }
  }

  private deadlineOf({ deadlineAt }: RoutedRequest): number {
    return deadlineAt ?? performance.now() + this.settings.deadlineMs;
  }

  /** @throws LlmNotConfiguredError, LlmModelNotFoundError, LlmContextLengthError */
  private async plan({ body, target }: RoutedRequest): Promise<AttemptPlan> {
    if (!this.isConfigured) throw new LlmNotConfiguredError();
    const { provider, strategy } = target;
    if (provider !== undefined && !this.registry.entries.has(provider)) throw new LlmModelNotFoundError(provider);
    const names = provider === undefined ? this.registry.order(strategy, expectTokens(body)) : [provider];
    const options = [];
    for (const name of names) {
      const {
        health,
        provider: { profile },
      } = this.registry.entry(name);
      if (await exceeds(body, profile.contextWindow)) continue;
      options.push({ name, contextWindow: profile.contextWindow, isOpen: health.breakerState === 'open' });
    }
    if (options.length === 0) throw new LlmContextLengthError(this.registry.largestContext);
    return new AttemptPlan(options, strategy, Math.random);
  }

  /** While others could be asked too, an answer in one piece may take half of what is left. */
  private limitsOf({ signal, body }: RoutedRequest, attempt: Attempt, isHeldBack: boolean): AttemptLimits {
    const { leftMs: totalMs, hasMore, freshConnection } = attempt;
    const { firstTokenTimeoutMs, idleTimeoutMs: idleMs } = this.settings;
    const wholeMs = hasMore ? Math.max(firstTokenTimeoutMs, totalMs / 2) : totalMs;
    const firstTokenMs = body.stream === true ? firstTokenTimeoutMs : wholeMs;
    return { signal, totalMs, isHeldBack, firstTokenMs, idleMs, freshConnection };
  }
}

/**
 * Sees a stream to its end, whichever that is: whole, broken off, or left by its reader. A reader who leaves before the
 * first chunk is seen by the signal alone, since a generator that was never begun does not end either.
 */
function watched(stream: AnswerStream, record: AttemptRecord, caller: AbortSignal): AsyncGenerator<AnswerChunk, void> {
  const leave = () => void record.abandon(stream.completionText(), stream.reportedUsage(), stream.firstTokenMs);
  caller.addEventListener('abort', leave, { once: true });
  return readToEnd(stream, record, () => {
    caller.removeEventListener('abort', leave);
  });
}

async function* readToEnd(
  stream: AnswerStream,
  record: AttemptRecord,
  release: () => void,
): AsyncGenerator<AnswerChunk, void> {
  let isWhole = false;
  let isLeft = true;
  try {
    yield* stream.chunks;
    isWhole = true;
    isLeft = false;
  } catch (error) {
    isLeft = false;
    throw await record.fail(error, stream.completionText(), stream.reportedUsage(), stream.firstTokenMs);
  } finally {
    release();
    if (isWhole)
      await record.succeed(stream.model, stream.reportedUsage(), stream.completionText(), stream.firstTokenMs);
    else if (isLeft) await record.abandon(stream.completionText(), stream.reportedUsage(), stream.firstTokenMs);
  }
}

async function collect(chunks: AsyncIterable<AnswerChunk>): Promise<AnswerChunk[]> {
  const all: AnswerChunk[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return all;
}
