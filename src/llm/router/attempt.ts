import { newId } from '../../ids/new-id.js';
import { pause } from '../../resilience/back-off.js';
import type { HeldBytes } from '../../resilience/byte-budget.js';
import type { Span } from '@opentelemetry/api';
import { currentRequestId } from '../../telemetry/request-context.js';
import { endSpan, inSpan } from '../../telemetry/tracing.js';
import type { Reservation } from '../budgets/reservation.js';
import type { AnswerChunk, AnswerStream, Completion, WholeAnswer } from '../providers/answers/chat-completion.js';
import type { AttemptLimits } from '../providers/llm-provider.js';
import { costOf, type TokenCounts } from '../providers/answers/price.js';
import { ProviderFailure, withModelOfCaller } from '../providers/failures/provider-failure.js';
import { type AnswerProblem, checkAnswer } from './answer-check.js';
import { attemptLimits } from './attempt-limits.js';
import type { Step } from './attempt-plan.js';
import type { AttemptResources } from './attempt-resources.service.js';
import { type AttemptResult, countUsage, isPaid, NO_USAGE, resultOfAnswer, resultOfFailure } from './attempt-result.js';
import { beginAttemptSpan, endAttemptSpan } from './attempt-span.js';
import { fallbackReasonOf } from './fallback-reason.js';
import { heldBack, holding } from './held-stream.js';
import { mostCostOfText, reserveFor } from './attempt-reservation.js';
import type { RoutedRequest } from './llm-request.js';
import type { CallPermit } from './provider-health.js';
import type { ProviderRegistry } from './provider-registry.js';
import type { ProviderEntry } from './provider-state.js';
import type { FailedAttempt, RoutedAnswer, RoutedStream, Route, Spending } from './routed-answer.js';

const disconnected = () => new ProviderFailure('aborted', 'The caller disconnected');

/** What is to be attempted, and with what. */
export interface AttemptContext {
  registry: ProviderRegistry;
  resources: AttemptResources;
  request: RoutedRequest;
  step: Step;
  /** The attempts before this one. */
  failed: readonly FailedAttempt[];
}

/** One attempt at one provider: it takes a permit, sends the request, gives the permit back and writes its ledger row. */
export class Attempt {
  /** Taken at the start: a stream may end by its connection, which belongs to no request. */
  private readonly requestId = currentRequestId();
  private readonly startedAt = performance.now();
  private readonly request: RoutedRequest;
  private readonly span: Span | undefined;
  private readonly held: HeldBytes;
  private usage: TokenCounts = NO_USAGE.usage;
  /** Once the attempt is over. */
  costPicoUsd = 0n;
  private isOver = false;

  private constructor(
    private readonly context: AttemptContext,
    private readonly entry: ProviderEntry,
    private readonly permit: CallPermit,
    private readonly reservation: Reservation | undefined,
  ) {
    this.request = context.request;
    this.span = beginAttemptSpan(this.request, entry.provider.profile.name, this.model, this.number);
    this.held = context.resources.heldBytes.open(context.request.caller);
  }

  /**
   * Waits as long as `step` says, reserves what the attempt may cost, and takes a permit.
   * @returns `undefined` where the provider's breaker has opened meanwhile
   * @throws ProviderFailure if the caller disconnects meanwhile; BudgetExceededError, ModelNotAllowedError
   */
  static async begin(context: AttemptContext): Promise<Attempt | undefined> {
    const { registry, resources, request, step } = context;
    if (step.pauseMs > 0) {
      await pause(step.pauseMs, request.signal);
      if (request.signal.aborted) throw disconnected();
    }
    const entry = registry.entry(step.provider);
    const { health, provider } = entry;
    const reserving = reserveFor(resources.budgets, request, provider);
    const reservation = reserving instanceof Promise ? await reserving : reserving;
    const permit = step.isForced ? health.force(request.caller) : health.acquire(request.caller);
    if (permit === undefined) reservation?.settle(0n);
    return permit && new Attempt(context, entry, permit, reservation);
  }

  /** @throws ProviderFailure */
  async complete(): Promise<RoutedAnswer> {
    const { body, workspace } = this.request;
    let given: WholeAnswer;
    try {
      given = await inSpan(this.span, () => this.entry.provider.complete(body, this.model, this.limits(false)));
    } catch (error) {
      return await this.fail(error);
    }
    this.held.release();
    const checking = checkAnswer(body, given, this.context.resources.threads, workspace);
    const { answer, problem } = checking instanceof Promise ? await checking : checking;
    await this.succeed(answer, performance.now() - this.startedAt, problem);
    return { answer, problem, route: this.routeTo(answer.model), ...this.spending };
  }

  /**
   * @param isHeldBack whether to wait until the stream is whole
   * @throws ProviderFailure
   */
  async stream(isHeldBack: boolean): Promise<RoutedStream> {
    const stream = await inSpan(this.span, () =>
      this.entry.provider.stream(this.request.body, this.model, this.limits(isHeldBack)),
    ).catch((error: unknown) => this.fail(error));
    // A generator that was never started does not end either, so the caller's signal is watched as well.
    const onAbort = () => void this.recordFailure(disconnected(), stream);
    this.request.signal.addEventListener('abort', onAbort, { once: true });
    const arriving = this.readToEnd(stream, onAbort, isHeldBack);
    const chunks = isHeldBack
      ? await heldBack(arriving, this.held, this.request.signal, this.context.resources.turns)
      : arriving;
    return { route: this.routeTo(stream.model), chunks, spending: () => (this.isOver ? this.spending : undefined) };
  }

  private get model(): string {
    return this.request.model ?? this.entry.provider.profile.model;
  }

  private get number(): number {
    return this.request.attemptsBefore + this.context.failed.length + 1;
  }

  private limits(isHeldBack: boolean): AttemptLimits {
    const { request, startedAt, held } = this;
    const { step, resources } = this.context;
    const { settings, threads, turns } = resources;
    const { timeouts } = this.entry.provider.profile;
    return attemptLimits({ request, step, timeouts, startedAt, isHeldBack, held, turns }, settings, threads);
  }

  private routeTo(model: string): Route {
    const { name } = this.entry.provider.profile;
    const { strategy } = this.request;
    const fallbackReason = fallbackReasonOf(name, this.context.failed, this.context.step);
    const budgetLeftPicoUsd = this.reservation?.remaining;
    return { provider: name, model, strategy, attempts: this.number, fallbackReason, budgetLeftPicoUsd };
  }

  /** Of this attempt and those before it. */
  private get spending(): Spending {
    const costPicoUsd = this.context.failed.reduce((sum, failed) => sum + failed.costPicoUsd, this.costPicoUsd);
    return { usage: this.usage, costPicoUsd };
  }

  /** Records how a stream ends: whole, broken, or left by its reader. */
  private async *readToEnd(
    stream: AnswerStream,
    onAbort: () => void,
    isHeldBack: boolean,
  ): AsyncGenerator<AnswerChunk, void> {
    try {
      yield* isHeldBack ? holding(stream.chunks, this.held) : stream.chunks;
      await this.succeed(stream, stream.firstTokenMs);
    } catch (error) {
      await this.fail(error, stream);
    } finally {
      this.request.signal.removeEventListener('abort', onAbort);
      if (!this.isOver) await this.recordFailure(disconnected(), stream);
      if (!isHeldBack) this.held.release();
    }
  }

  /** @param problem what is wrong with an answer that is whole */
  private async succeed(answer: Completion, firstTokenMs: number, problem?: AnswerProblem): Promise<void> {
    if (this.isOver) return;
    this.isOver = true;
    const { health, log } = this.entry;
    health.recordSuccess(this.permit, firstTokenMs);
    if (answer.lateFailure)
      log.report(answer.lateFailure, { requestId: this.requestId, model: this.model, wasOpen: false });
    const counting = this.usageOf(answer);
    const counted = counting instanceof Promise ? await counting : counting;
    this.write({ ...resultOfAnswer(answer, problem), firstTokenMs, ...counted });
  }

  /**
   * @param stream what had arrived by then, which has to be paid
   * @throws ProviderFailure always, unless the error is an internal one
   */
  private async fail(error: unknown, stream?: AnswerStream): Promise<never> {
    if (!(error instanceof ProviderFailure)) {
      this.isOver = true;
      this.entry.health.release(this.permit);
      this.held.release();
      this.reservation?.settle(0n);
      endSpan(this.span, {}, 'internal');
      throw error;
    }
    const hasOwnModel = this.model === this.entry.provider.profile.model;
    const failure = hasOwnModel ? error : withModelOfCaller(error, this.model);
    await this.context.resources.turnForFailure();
    await this.recordFailure(failure, stream);
    throw failure;
  }

  private async recordFailure(failure: ProviderFailure, stream?: AnswerStream): Promise<void> {
    if (this.isOver) return;
    this.isOver = true;
    const { health, log } = this.entry;
    const { model, requestId } = this;
    const wasOpen = health.breaker.openMsLeft > 0;
    health.recordFailure(this.permit, failure);
    this.held.release();
    log.report(failure, { requestId, model, wasOpen });
    const result = resultOfFailure(failure, stream);
    const arrived = isPaid(stream) ? await this.usageOf(stream) : {};
    this.write({ ...result, model, ...arrived });
  }

  private usageOf(answer: Completion): ReturnType<typeof countUsage> {
    // Counting may have to wait for a thread, and the money for it must not.
    if (answer.reportedUsage === undefined)
      this.reservation?.lower(mostCostOfText(this.request, this.entry.provider, answer.completionLength));
    return countUsage(answer, this.request.prompt);
  }

  private write(result: AttemptResult): void {
    const { usage, ...ended } = result;
    const { workspace: workspaceId, keyId, tags, operation, strategy } = this.request;
    const { name: provider, price } = this.entry.provider.profile;
    this.usage = usage;
    this.costPicoUsd = costOf(usage, price);
    this.request.costs?.add(this.costPicoUsd);
    endAttemptSpan(this.span, result);
    this.context.resources.ledger.record({
      ...ended,
      id: newId(),
      requestId: this.requestId,
      workspaceId,
      keyId,
      tags: tags === undefined || tags.length === 0 ? null : tags,
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
    this.reservation?.settle(this.costPicoUsd);
  }
}
