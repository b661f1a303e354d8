import type { RoutingStrategy } from '../llm.settings.js';
import type { AnswerChunk, WholeAnswer } from '../providers/answers/chat-completion.js';
import type { TokenCounts } from '../providers/answers/price.js';
import type { ProviderFailure } from '../providers/failures/provider-failure.js';
import type { AnswerProblem } from './answer-check.js';

/** An attempt that gave no answer. */
export interface FailedAttempt {
  provider: string;
  failure: ProviderFailure;
  ms: number;
  costPicoUsd: bigint;
}

/** Which provider answered, and after how many attempts. */
export interface Route {
  provider: string;
  model: string;
  strategy: RoutingStrategy;
  /** Attempts in all, the last one included. */
  attempts: number;
  /** Why the first provider did not answer, where another one did. */
  fallbackReason: string | undefined;
  /** What is left of the tightest budget that the request counts against, as far as this replica knows. */
  budgetLeftPicoUsd: bigint | undefined;
}

export interface Spending {
  /** Tokens of the attempt that answered. */
  usage: TokenCounts;
  /** Of all attempts, failed ones that have to be paid included. */
  costPicoUsd: bigint;
}

export interface RoutedAnswer extends Spending {
  answer: WholeAnswer;
  route: Route;
  problem: AnswerProblem | undefined;
}

export interface RoutedStream {
  route: Route;
  /**
   * Ends only when the answer is whole. Leaving it early cancels the provider's work.
   * @throws ProviderFailure if the stream breaks
   */
  chunks: AsyncIterable<AnswerChunk>;
  /** Known once the stream has ended. */
  spending(): Spending | undefined;
}
