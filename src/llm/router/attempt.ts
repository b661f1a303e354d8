import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { newId } from '../../ids/new-id.js';
import { currentRequestId } from '../../telemetry/request-context.js';
import type { LedgerQueue } from '../ledger/ledger-queue.service.js';
import type { LedgerRow } from '../ledger/ledger-row.entity.js';
import type { LlmSettings } from '../llm.settings.js';
import type { AnswerChunk, AnswerStream, Completion, WholeAnswer } from '../providers/chat-completion.js';
import type { AttemptLimits } from '../providers/llm-provider.js';
import { costOf, type TokenCounts } from '../providers/price.js';
import { ProviderFailure, withModelOfCaller } from '../providers/provider-failure.js';
import { countUsage } from '../providers/token-counter.js';
import { type AnswerProblem, problemOf } from './answer-check.js';
import type { Step } from './attempt-plan.js';
import type { Permit } from './circuit-breaker.js';
import type { RoutedRequest } from './llm-request.js';
import type { ProviderEntry, ProviderRegistry } from './provider-registry.js';
import type { RoutedAnswer, RoutedStream, Route, Spending } from './routed-answer.js';

const NO_TOKENS: TokenCounts = { prompt: 0, cached: 0, completion: 0 };

/** An attempt that gave no answer. */
export interface FailedAttempt {
  provider: string;
  failure: ProviderFailure;
  ms: number;
  costPicoUsd: bigint;
}

/** What every attempt works with. */
export interface AttemptContext {
  registry: ProviderRegistry;
  ledger: LedgerQueue;
  settings: LlmSettings;
}

/** How an attempt ended. */
type AttemptResult = Pick<LedgerRow, 'outcome' | 'errorClass' | 'status' | 'model' | 'usageSource' | 'firstTokenMs'> & {
  usage: TokenCounts;
};

/** One attempt at one provider: it takes a permit, sends the request, gives the permit back and writes its ledger row. */
export class Attempt {
  private static readonly logger = new Logger(Attempt.name);
  /** Taken at the start: a stream may end by its connection, which belongs to no request. */
  private readonly requestId = currentRequestId();
  private readonly startedAt = performance.now();
  private usage = NO_TOKENS;
  /** Once the attempt is over. */
  costPicoUsd = 0n;
  private isOver = false;

  private constructor(
    private readonly context: AttemptContext,
    private readonly request: RoutedRequest,
    private readonly step: Step,
    private readonly failed: readonly FailedAttempt[],
    private readonly entry: ProviderEntry,
    private readonly permit: Permit,
  ) {}

  /**
   * Waits as long as `step` says and takes a permit.
   * @param failed the attempts before this one
   * @returns `undefined` where the provider's breaker has opened meanwhile
   * @throws ProviderFailure if the caller disconnects meanwhile
   */
  static async begin(
    context: AttemptContext,
    request: RoutedRequest,
    step: Step,
    failed: readonly FailedAttempt[],
  ): Promise<Attempt | undefined> {
    if (step.pauseMs > 0) await pause(step.pauseMs, request.signal);
    const entry = context.registry.entry(step.provider);
    const { breaker } = entry.health;
    const permit = step.isForced ? breaker.force() : breaker.acquire();
    return permit && new Attempt(context, request, step, failed, entry, permit);
  }

  /** @throws ProviderFailure */
  async complete(): Promise<RoutedAnswer> {
    const { body } = this.request;
    let answer: WholeAnswer;
    try {
      answer = await this.entry.provider.complete(body, this.model, this.limits(false));
    } catch (error) {
      return await this.fail(error);
    }
    const problem = problemOf(body, answer);
    await this.succeed(answer, performance.now() - this.startedAt, problem);
    return { answer, problem, route: this.routeTo(answer.model), ...this.spending };
  }

  /**
   * @param isHeldBack whether to wait until the stream is whole
   * @throws ProviderFailure
   */
  async stream(isHeldBack: boolean): Promise<RoutedStream> {
    let stream: AnswerStream;
    try {
      stream = await this.entry.provider.stream(this.request.body, this.model, this.limits(isHeldBack));
    } catch (error) {
      return await this.fail(error);
    }
    const arriving = this.watch(stream);
    const chunks = isHeldBack ? Readable.from(await Readable.from(arriving).toArray()) : arriving;
    return { route: this.routeTo(stream.model), chunks, spending: () => (this.isOver ? this.spending : undefined) };
  }

  private get model(): string {
    return this.request.model ?? this.entry.provider.profile.model;
  }

  private get number(): number {
    return this.request.attemptsBefore + this.failed.length + 1;
  }

  /** While another provider could be tried, an answer in one piece may take half of what is left of the deadline. */
  private limits(isHeldBack: boolean): AttemptLimits {
    const { signal, body, deadlineAt } = this.request;
    const { firstTokenTimeoutMs, idleTimeoutMs: idleMs } = this.context.settings;
    const { freshConnection, hasMore } = this.step;
    const totalMs = deadlineAt - this.startedAt;
    const wholeMs = hasMore ? Math.max(firstTokenTimeoutMs, totalMs / 2) : totalMs;
    const firstTokenMs = body.stream === true ? firstTokenTimeoutMs : wholeMs;
    return { signal, totalMs, isHeldBack, firstTokenMs, idleMs, freshConnection };
  }

  private routeTo(model: string): Route {
    const { name } = this.entry.provider.profile;
    return {
      provider: name,
      model,
      strategy: this.request.strategy,
      attempts: this.number,
      fallbackReason: this.failed.find(({ provider }) => provider !== name)?.failure.failureClass,
    };
  }

  /** Of this attempt and those before it. */
  private get spending(): Spending {
    return {
      usage: this.usage,
      costPicoUsd: this.failed.reduce((sum, { costPicoUsd }) => sum + costPicoUsd, this.costPicoUsd),
    };
  }

  /**
   * Records how a stream ends: whole, broken, or left by its reader. A generator that never started does not end either, so
   * the caller's signal is watched as well.
   */
  private watch(stream: AnswerStream): AsyncGenerator<AnswerChunk, void> {
    const { signal } = this.request;
    const onAbort = () => void this.recordDisconnect(stream);
    signal.addEventListener('abort', onAbort, { once: true });
    return this.readToEnd(stream, onAbort);
  }

  private async *readToEnd(stream: AnswerStream, onAbort: () => void): AsyncGenerator<AnswerChunk, void> {
    try {
      yield* stream.chunks;
      await this.succeed(stream, stream.firstTokenMs);
    } catch (error) {
      await this.fail(error, stream);
    } finally {
      this.request.signal.removeEventListener('abort', onAbort);
      // Records nothing where the stream has ended.
      await this.recordDisconnect(stream);
    }
  }

  /** @param problem what is wrong with an answer that is whole */
  private async succeed(answer: Completion, firstTokenMs: number, problem?: AnswerProblem): Promise<void> {
    if (this.isOver) return;
    this.isOver = true;
    this.permit.succeed();
    this.entry.health.measure(firstTokenMs);
    const outcome = problem === undefined ? 'ok' : problem === 'truncated' ? 'truncated' : 'error';
    const { model, reportedUsage } = answer;
    const usage = reportedUsage ?? (await countUsage(this.request.body, answer.completionText));
    const usageSource = reportedUsage === undefined ? 'estimated' : 'provider';
    this.write({ outcome, errorClass: problem ?? null, status: 200, model, usage, usageSource, firstTokenMs });
  }

  /**
   * @param stream what had arrived by then, which has to be paid
   * @throws ProviderFailure always, unless the error is a fault of ours
   */
  private async fail(error: unknown, stream?: AnswerStream): Promise<never> {
    if (!(error instanceof ProviderFailure)) {
      this.isOver = true;
      this.permit.release();
      throw error;
    }
    const hasOwnModel = this.model === this.entry.provider.profile.model;
    const failure = hasOwnModel ? error : withModelOfCaller(error, this.model);
    await this.recordFailure(failure, stream);
    throw failure;
  }

  private recordDisconnect(stream: AnswerStream): Promise<void> {
    return this.recordFailure(new ProviderFailure('aborted', 'The caller disconnected'), stream);
  }

  private async recordFailure(failure: ProviderFailure, stream?: AnswerStream): Promise<void> {
    if (this.isOver) return;
    this.isOver = true;
    const { failureClass, facts } = failure;
    this.entry.health.recordFailure(this.permit, failure);
    if (failureClass === 'rejected_key') this.logRejectedKey(facts.status);
    const { completionText = '', reportedUsage } = stream ?? {};
    const isEstimated = reportedUsage === undefined && completionText !== '';
    const estimated = isEstimated ? await countUsage(this.request.body, completionText) : NO_TOKENS;
    this.write({
      outcome: failureClass === 'aborted' ? 'aborted' : completionText === '' ? 'error' : 'truncated',
      errorClass: failureClass,
      status: facts.status ?? null,
      model: this.model,
      usage: reportedUsage ?? estimated,
      usageSource: reportedUsage !== undefined ? 'provider' : isEstimated ? 'estimated' : 'none',
      firstTokenMs: stream?.firstTokenMs ?? null,
    });
  }

  /** Only an operator can mend this. The provider's message may hold the key and is left out. */
  private logRejectedKey(status: number | undefined): void {
    const facts = { request_id: this.requestId, provider: this.step.provider, model: this.model, status };
    Attempt.logger.error(facts, 'The provider rejects the API key or does not have the configured model');
  }

  private write({ usage, ...result }: AttemptResult): void {
    const { workspace: workspaceId, operation, strategy } = this.request;
    const { name: provider, price } = this.entry.provider.profile;
    this.usage = usage;
    this.costPicoUsd = costOf(usage, price);
    this.context.ledger.record({
      ...result,
      id: newId(),
      requestId: this.requestId,
      workspaceId,
      operation,
      strategy,
      provider,
      attempt: this.number,
      promptTokens: usage.prompt,
      cachedTokens: usage.cached,
      completionTokens: usage.completion,
      costPicoUsd: this.costPicoUsd,
      priceVersion: this.context.registry.priceVersion,
      totalMs: performance.now() - this.startedAt,
      createdAt: new Date(),
    });
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch (error) {
    throw new ProviderFailure('aborted', 'The caller disconnected', {}, { cause: error });
  }
}
