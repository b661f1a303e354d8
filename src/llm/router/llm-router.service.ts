import { Injectable } from '@nestjs/common';
import {
  BudgetExceededError,
  LlmAnswerInvalidError,
  LlmContextLengthError,
  LlmNotConfiguredError,
  LlmSchemaTooComplexError,
  ModelNotAllowedError,
} from '../llm.errors.js';
import { countFallback } from '../llm.metrics.js';
import { isFree } from '../providers/answers/price.js';
import { Prompt } from '../providers/prompt.js';
import type { ProviderProfile } from '../providers/provider-profile.js';
import { ProviderFailure } from '../providers/failures/provider-failure.js';
import { AttemptPlan, type Step } from './attempt-plan.js';
import { AttemptResources } from './attempt-resources.service.js';
import { Attempt } from './attempt.js';
import { type LlmRequest, type Payer, type RoutedRequest, withDefaults } from './llm-request.js';
import { requireAllowed } from './model-access.js';
import { ProviderRegistry } from './provider-registry.js';
import type { FailedAttempt, RoutedAnswer, RoutedStream } from './routed-answer.js';
import { toRoutingError } from './routing-errors.js';

/** Tries providers until one answers, within one deadline. Every attempt leaves a row in the ledger. */
@Injectable()
export class LlmRouter {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly resources: AttemptResources,
  ) {}

  /** Whether any provider is configured; without one, every request fails. */
  get isConfigured(): boolean {
    return this.registry.size > 0;
  }

  /** The configured providers and their models. */
  get profiles(): readonly ProviderProfile[] {
    return this.registry.profiles;
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
    const { threads, settings } = this.resources;
    const prompt = new Prompt(input.body, threads, this.registry.configuredContext, input.workspace);
    return withDefaults(input, prompt, settings);
  }

  /** Makes one attempt after the other until one answers, the plan ends or the deadline is over. */
  private async firstAnswer<Answer>(
    request: RoutedRequest,
    send: (attempt: Attempt) => Promise<Answer>,
  ): Promise<Answer> {
    const { registry, resources } = this;
    const plan = await this.planFor(request);
    const failed: FailedAttempt[] = [];
    let step = plan.first();
    while (step !== undefined) {
      const current: Step = step;
      const startedAt = performance.now();
      let attempt: Attempt | undefined;
      try {
        attempt = await Attempt.begin({ registry, resources, request, step: current, failed });
        if (attempt !== undefined) return await send(attempt);
        step = plan.insteadOf(current);
      } catch (failure) {
        const affordable = affordableInsteadOf(plan, failure);
        if (affordable !== undefined) {
          step = affordable;
          continue;
        }
        if (!(failure instanceof ProviderFailure)) throw failure;
        const now = performance.now();
        const costPicoUsd = attempt?.costPicoUsd ?? 0n;
        failed.push({ provider: current.provider, failure, ms: Math.round(now - startedAt), costPicoUsd });
        step = request.signal.aborted ? undefined : plan.after(current, failure, request.deadlineAt - now);
        if (step !== undefined && step.provider !== current.provider)
          countFallback(current.provider, failure.failureClass);
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
      const exceeds = prompt.exceeds(contextWindow);
      if (exceeds instanceof Promise ? await exceeds : exceeds) continue;
      const isOpen = health.stateFor(caller) === 'open';
      options.push({
        name,
        contextWindow,
        isOpen,
        isFree: provider.profile.isPriced && isFree(provider.profile.price),
      });
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

/** The attempt in place of one that a budget, or its need for prices, refuses; none where no other provider will do. */
function affordableInsteadOf(plan: AttemptPlan, failure: unknown): Step | undefined {
  if (failure instanceof BudgetExceededError) return plan.affordableInsteadOf(({ isFree }) => isFree);
  return failure instanceof ModelNotAllowedError ? plan.affordableInsteadOf(() => true) : undefined;
}
