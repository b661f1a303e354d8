import type { LedgerRow } from '../ledger/ledger-row.entity.js';
import type { AnswerStream, Completion } from '../providers/answers/chat-completion.js';
import type { TokenCounts } from '../providers/answers/price.js';
import type { ProviderFailure } from '../providers/failures/provider-failure.js';
import type { Prompt } from '../providers/prompt.js';
import type { AnswerProblem } from './answer-check.js';

/** The tokens of an attempt, and who counted them. */
export type CountedUsage = Pick<LedgerRow, 'usageSource'> & { usage: TokenCounts };

/** How an attempt ended, as its ledger row and its span say it. */
export type AttemptResult = CountedUsage &
  Pick<LedgerRow, 'outcome' | 'errorClass' | 'status' | 'model' | 'firstTokenMs'>;

/** Of an attempt of which nothing has to be paid. */
export const NO_USAGE: CountedUsage = { usage: { prompt: 0, cached: 0, completion: 0 }, usageSource: 'none' };

/** @param problem what is wrong with an answer that is whole */
export function resultOfAnswer({ model, isFlawed }: Completion, problem: AnswerProblem | undefined) {
  const outcome = problem === undefined ? 'ok' : problem === 'truncated' ? 'truncated' : 'error';
  return { outcome, errorClass: problem ?? (isFlawed ? 'flawed' : null), status: 200, model } as const;
}

/** With what the provider says that it used. @param stream what had arrived by then */
export function resultOfFailure({ failureClass, facts }: ProviderFailure, stream: AnswerStream | undefined) {
  const outcome = failureClass === 'aborted' ? 'aborted' : hasText(stream) ? 'truncated' : 'error';
  const { status = null, usage } = facts;
  const used: CountedUsage = usage === undefined ? NO_USAGE : { usage, usageSource: 'provider' };
  return { outcome, errorClass: failureClass, status, firstTokenMs: stream?.firstTokenMs ?? null, ...used } as const;
}

/** Whether a stream that broke had arrived as far as that it costs something. */
export function isPaid(stream: AnswerStream | undefined): stream is AnswerStream {
  return hasText(stream) || stream?.reportedUsage !== undefined;
}

function hasText(stream: AnswerStream | undefined): boolean {
  return stream !== undefined && stream.completionLength > 0;
}

/** The provider's count, or else our own. */
export function countUsage(answer: Completion, prompt: Prompt): CountedUsage | Promise<CountedUsage> {
  const { reportedUsage } = answer;
  return reportedUsage === undefined
    ? estimateUsage(answer, prompt)
    : { usage: reportedUsage, usageSource: 'provider' };
}

async function estimateUsage({ completionText, completionLength }: Completion, prompt: Prompt): Promise<CountedUsage> {
  return { usage: await prompt.usageWith(completionText, completionLength), usageSource: 'estimated' };
}
