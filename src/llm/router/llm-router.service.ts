import { Injectable } from '@nestjs/common';
import { ByteBudget } from '../../resilience/byte-budget.js';
import { TurnBudget } from '../../resilience/turn-budget.js';
import { BudgetReservations } from '../budgets/budget-reservations.service.js';
import { LedgerQueue } from '../ledger/ledger-queue.service.js';
import {
  LlmAnswerInvalidError,
  LlmContextLengthError,
  LlmNotConfiguredError,
  LlmSchemaTooComplexError,
} from '../llm.errors.js';
import { LlmSettings } from '../llm.settings.js';
import { Prompt } from '../providers/prompt.js';
import { ProviderFailure } from '../providers/failures/provider-failure.js';
import { LlmThreads } from '../threads/llm-threads.service.js';
import { AttemptPlan, type Step } from './attempt-plan.js';
import { Attempt } from './attempt.js';
import { type LlmRequest, type Payer, type RoutedRequest, withDefaults } from './llm-request.js';
import { requireAllowed } from './model-access.js';
import { ProviderRegistry } from './provider-registry.js';
import type { FailedAttempt, RoutedAnswer, RoutedStream } from './routed-answer.js';
import { toRoutingError } from './routing-errors.js';

/** Of streams, which take a few milliseconds to read. */
const BYTES_PER_TURN = 262_144;

/** Tries providers until one answers, within one deadline. Every attempt leaves a row in the ledger. */
@Injectable()
export class LlmRouter {
  private readonly budget: ByteBudget;
  private readonly turns = new TurnBudget(BYTES_PER_TURN);

  constructor(
    private readonly registry: ProviderRegistry,
    private readonly ledger: LedgerQueue,
    private readonly settings: LlmSettings,
    private readonly threads: LlmThreads,
    private readonly budgets: BudgetReservations,
  ) {
    this.budget = new ByteBudget(settings.maxHeldBytes);
  }

  /** Whether any provider is configured; without one, every request fails. */
  get isConfigured(): boolean {
    return this.registry.size > 0;
  }

  /**
   * A whole answer. Structured output that was cut or does not fit its schema is requested once more, from the best
   * provider, where the operation allows it.
   * @throws LlmError
   */
  async complete(input: LlmRequest): Promise<RoutedAnswer> {
    const request = this.prepare(input);
    const first = await this.firstAnswer(request, (attempt) => attempt.complete());
    if (first.problem === 'unchecked') throw new LlmSchemaTooComplexError();
    if (first.problem === undefined || !request.repairs) return first;
    const repair = { ...request, strategy: 'quality_optimized', attemptsBefore: first.route.attempts } as const;
    const second = await this.firstAnswer(repair, (attempt) => attempt.complete());
    if (second.problem === 'unchecked') throw new LlmSchemaTooComplexError();
    // A cut answer says so itself, by its finish_reason; one that does not fit would claim to be what it is not.
    if (second.problem === 'invalid') throw new LlmAnswerInvalidError(second.route.provider);
    return { ...second, costPicoUsd: first.costPicoUsd + second.costPicoUsd };
  }

  /**
   * A stream whose first content has arrived.
   * @param isHeldBack whether to wait until it is whole, so that one that breaks is retried elsewhere, unseen
   * @throws LlmError
   */
  async stream(input: LlmRequest, isHeldBack = false): Promise<RoutedStream> {
    return this.firstAnswer(this.prepare(input), (attempt) => attempt.stream(isHeldBack));
  }

  private prepare(input: LlmRequest): RoutedRequest {
    const prompt = new Prompt(input.body, this.threads, this.registry.configuredContext, input.workspace);
    return withDefaults(input, prompt, this.settings);
  }

  /** Makes one attempt after the other until one answers, the plan ends or the deadline is over. */
  private async firstAnswer<Answer>(
    request: RoutedRequest,
    send: (attempt: Attempt) => Promise<Answer>,
  ): Promise<Answer> {
    const { registry, ledger, settings, threads, budget, turns, budgets } = this;
    const plan = await this.planFor(request);
    const failed: FailedAttempt[] = [];
    let step = plan.first();
    while (step !== undefined) {
      const current: Step = step;
      const startedAt = performance.now();
      let attempt: Attempt | undefined;
      try {
        const context = { registry, ledger, settings, threads, budget, turns, budgets };
        attempt = await Attempt.begin(context, request, current, failed);
        if (attempt !== undefined) return await send(attempt);
        step = plan.insteadOf(current);
      } catch (failure) {
        if (!(failure instanceof ProviderFailure)) throw failure;
        const now = performance.now();
        const costPicoUsd = attempt?.costPicoUsd ?? 0n;
        failed.push({ provider: current.provider, failure, ms: Math.round(now - startedAt), costPicoUsd });
        step = request.signal.aborted ? undefined : plan.after(current, failure, request.deadlineAt - now);
      }
    }
    throw toRoutingError(failed, request, registry, this.providersFor(request));
  }

  /**
   * The providers that can take the request, in the order of its strategy.
   * @throws LlmNotConfiguredError, ModelNotAllowedError, LlmContextLengthError
   */
  private async planFor(request: RoutedRequest): Promise<AttemptPlan> {
    const { registry } = this;
    const { prompt, model, strategy, caller, asksAll } = request;
    if (!this.isConfigured) throw new LlmNotConfiguredError();
    const options = [];
    const among = this.providersFor(request);
    for (const name of registry.order(strategy, prompt.expected, caller, among)) {
      const { provider, health } = registry.entry(name);
      const contextWindow = provider.habits.contextWindowOf(model ?? provider.profile.model, caller);
      if (await prompt.exceeds(contextWindow)) continue;
      options.push({ name, contextWindow, isOpen: health.stateFor(caller) === 'open' });
    }
    if (options.length === 0) throw new LlmContextLengthError(registry.largestContextFor(request, among));
    return new AttemptPlan(options, strategy, Math.random, asksAll);
  }

  /**
   * Refuses callers that may use no configured model, before anything is done for them.
   * @throws ModelNotAllowedError
   */
  requireAnyModel({ models }: Pick<Payer, 'models'>): void {
    if (models !== null && this.isConfigured) requireAllowed({ models }, this.registry.profiles);
  }

  /** @throws ModelNotAllowedError */
  private providersFor(request: RoutedRequest): readonly string[] | undefined {
    if (request.models === null) return request.providers;
    return requireAllowed(request, this.registry.profiles).map(({ name }) => name);
  }
}
