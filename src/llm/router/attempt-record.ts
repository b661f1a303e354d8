import { Logger } from '@nestjs/common';
import { currentRequestId } from '../../telemetry/request-context.js';
import type { LedgerRow, LlmOutcome, UsageSource } from '../ledger/ledger-row.js';
import type { LedgerQueue } from '../ledger/ledger-queue.service.js';
import type { ChatBody } from '../providers/llm-provider.js';
import { costOf, type TokenCounts } from '../providers/price.js';
import { countCompletion, countPrompt } from '../providers/token-counter.js';
import type { AnswerProblem } from './answer-check.js';
import type { Attempt } from './attempts.js';
import { ProviderFailure, withModelOfCaller } from '../providers/provider-failure.js';
import type { Route, RoutedRequest } from './routed-request.js';

const NOTHING: TokenCounts = { prompt: 0, cached: 0, completion: 0 };

/** What an attempt ended with. */
interface Ending {
  outcome: LlmOutcome;
  errorClass: string | null;
  status: number | null;
  model: string;
  usage: TokenCounts;
  usageSource: UsageSource;
  firstTokenMs: number | null;
}

/** Follows one attempt to its end, tells its provider's health, and writes its line of the ledger. */
export class AttemptRecord {
  /** The model to ask. */
  readonly model: string;
  /** Of the request that caused the attempt; its end may come from a connection, which no request owns. */
  private readonly requestId = currentRequestId();
  private readonly logger = new Logger(AttemptRecord.name);
  private readonly startedAt = performance.now();
  private isOver = false;
  private cost = 0n;
  private used: TokenCounts | undefined;

  constructor(
    private readonly request: RoutedRequest,
    private readonly attempt: Attempt,
    private readonly ledger: LedgerQueue,
    private readonly priceVersion: string,
  ) {
    this.model = request.target.model ?? attempt.member.provider.profile.model;
  }

  /** What this attempt has cost, once it is over. */
  get costPicoUsd(): bigint {
    return this.cost;
  }

  /** What this attempt has used, once it is over. */
  get usage(): TokenCounts | undefined {
    return this.used;
  }

  /** What the caller is told of the way that the request went. */
  routeOf(model: string): Route {
    const { member, failed } = this.attempt;
    const { name } = member.provider.profile;
    return {
      provider: name,
      model,
      strategy: this.request.target.strategy,
      attempts: this.number,
      fallbackReason: failed.find(({ provider }) => provider !== name)?.failure.failureClass,
    };
  }

  /**
   * The answer is whole.
   * @param said what it says, for counting where the provider did not
   * @param flaw what is wrong with it all the same
   * @returns what was used
   */
  async succeed(
    model: string,
    told: TokenCounts | undefined,
    said: string,
    firstTokenMs: number,
    flaw?: AnswerProblem,
  ): Promise<TokenCounts> {
    this.attempt.permit.succeed();
    this.attempt.member.health.measure(firstTokenMs);
    const usage = told ?? (await estimate(this.request.body, said));
    const usageSource = told === undefined ? 'estimated' : 'provider';
    const outcome = flaw === undefined ? 'ok' : flaw === 'truncated' ? 'truncated' : 'error';
    this.write({ outcome, errorClass: flaw ?? null, status: 200, model, usage, usageSource, firstTokenMs });
    return usage;
  }

  /**
   * The answer never came, or broke off.
   * @param said what came of it; somebody will have to pay for it
   * @returns the error, for throwing on
   */
  async fail(error: unknown, said = '', told?: TokenCounts, firstTokenMs: number | null = null): Promise<unknown> {
    if (this.isOver) return error;
    if (!(error instanceof ProviderFailure)) {
      this.attempt.permit.release();
      return error;
    }
    const { provider, health } = this.attempt.member;
    const failure = this.model === provider.profile.model ? error : withModelOfCaller(error, this.model);
    const { failureClass, facts } = failure;
    health.recordFailure(this.attempt.permit, failure);
    if (failureClass === 'rejected_key') this.tellOperator(facts.status);
    const isPaid = told !== undefined || said !== '';
    const usage = told ?? (isPaid ? await estimate(this.request.body, said) : NOTHING);
    this.write({
      outcome: failureClass === 'aborted' ? 'aborted' : said === '' ? 'error' : 'truncated',
      errorClass: failureClass,
      status: facts.status ?? null,
      model: this.model,
      usage,
      usageSource: told !== undefined ? 'provider' : isPaid ? 'estimated' : 'none',
      firstTokenMs,
    });
    return failure;
  }

  /** The caller left in the middle of the answer. */
  async abandon(said: string, told: TokenCounts | undefined, firstTokenMs: number): Promise<void> {
    await this.fail(new ProviderFailure('aborted', 'The caller hung up'), said, told, firstTokenMs);
  }

  /** Nobody but the operator can mend this. What the provider says of it may hold the key, and stays out. */
  private tellOperator(status: number | undefined): void {
    const { name: provider } = this.attempt.member.provider.profile;
    const facts = { request_id: this.requestId, provider, model: this.model, status };
    this.logger.error(facts, 'The provider refuses our key, or does not have the model that is configured');
  }

  private get number(): number {
    return (this.request.attemptsBefore ?? 0) + this.attempt.number;
  }

  private write(ending: Ending): void {
    if (this.isOver) return;
    this.isOver = true;
    const { usage, firstTokenMs, ...rest } = ending;
    const { profile } = this.attempt.member.provider;
    this.used = usage;
    this.cost = costOf(usage, profile.price);
    const call: LedgerRow = {
      ...rest,
      requestId: this.requestId,
      workspace: this.request.workspace,
      operation: this.request.operation,
      strategy: this.request.target.strategy,
      provider: profile.name,
      attempt: this.number,
      promptTokens: usage.prompt,
      cachedTokens: usage.cached,
      completionTokens: usage.completion,
      costPicoUsd: this.cost,
      priceVersion: this.priceVersion,
      firstTokenMs: firstTokenMs === null ? null : Math.round(firstTokenMs),
      totalMs: Math.round(performance.now() - this.startedAt),
      at: new Date(),
    };
    this.ledger.record(call);
  }
}

async function estimate(body: ChatBody, said: string): Promise<TokenCounts> {
  const [prompt, completion] = await Promise.all([countPrompt(body), countCompletion(said)]);
  return { prompt, cached: 0, completion };
}
