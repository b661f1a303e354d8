import { type AnswerLimits, hold, isShortJson } from './answers/answer-limits.js';
import type { AnswerBody } from './answers/answer-reader.js';
import type { ChatBody, WholeAnswer } from './answers/chat-completion.js';
import { isModelName } from './answers/model-name.js';
import type { TokenCounts } from './answers/price.js';
import { type EmbeddingList, inOrder, isInOrder } from '../threads/embedding-order.js';
import { readFailure } from './failures/failure-reader.js';
import { ProviderFailure } from './failures/provider-failure.js';
import { believable, readUsage } from './answers/usage-reader.js';

/** A text, or the tokens of one. */
export type EmbeddingInput = string | number[];

/** A request for embeddings of OpenAI's API; parameters that are not listed here pass through. */
export interface EmbeddingsBody {
  model?: string | null;
  input: EmbeddingInput | EmbeddingInput[];
  [parameter: string]: unknown;
}

/** As the router takes a request: without a message, so that nothing but the input counts as its prompt. */
export function toRouted(body: EmbeddingsBody): ChatBody {
  return { ...body, messages: [] };
}

/** The number of vectors that a request should get. */
function vectorsOf({ input }: ChatBody): number {
  return Array.isArray(input) && typeof input[0] !== 'number' ? input.length : 1;
}

/**
 * Reads the answer to a request for embeddings: one vector for each input, in their order, and usage without tokens of an answer.
 * @throws ProviderFailure for what is no list of as many vectors
 */
export async function readEmbeddings(
  answer: AnswerBody,
  request: ChatBody,
  model: string,
  limits: AnswerLimits,
): Promise<WholeAnswer> {
  const { value } = answer;
  const { data, usage, model: answered } = (value ?? {}) as Record<string, unknown>;
  if (!Array.isArray(data)) throw readFailure(200, {}, value);
  if (data.length !== vectorsOf(request) || !data.every(isEmbedding) || inOrder(data) === undefined) {
    throw new ProviderFailure('malformed', 'An answer without a vector for each input', { status: 200 });
  }
  const text = await textInOrder(answer, value as EmbeddingList, limits);
  return {
    ...{ text, content: '', contents: [], completionText: '', completionLength: 0, finishReasons: [], isFlawed: false },
    model: isModelName(answered) ? answered : model,
    reportedUsage: usageIn(usage),
  };
}

/** Of a long answer only a part was read, so that its text is put in order in another thread. */
async function textInOrder(answer: AnswerBody, list: EmbeddingList, limits: AnswerLimits): Promise<string> {
  const { text, enveloped } = answer;
  const isEnveloped = enveloped !== undefined;
  const whole = enveloped ?? text;
  const isReady = isInOrder(list.data);
  if (isShortJson(whole)) return isReady ? text : JSON.stringify({ ...list, data: inOrder(list.data) });
  if (isReady && !isEnveloped) return text;
  hold(limits.held, whole.length);
  const ordered = await limits.threads.orderEmbeddings({ text: whole, isEnveloped }, limits.owner);
  if (ordered !== undefined) return ordered;
  throw new ProviderFailure('overloaded', 'No thread could sort the vectors in time');
}

/** Some servers count tokens of an answer, of which there are none. */
function usageIn(usage: unknown): TokenCounts | undefined {
  const reported: unknown = Array.isArray(usage) ? usage[0] : usage;
  const counts = readUsage({ ...(reported as object | undefined), completion_tokens: 0, output_tokens: 0 });
  return believable(counts && { ...counts, completion: 0 }, false);
}

/** A vector comes as numbers, or as base64 where the request says so. */
function isEmbedding(value: unknown): value is object {
  const { embedding } = (value ?? {}) as { embedding?: unknown };
  // The first number is enough: JSON has null for what is none, mostly for all of a vector.
  return Array.isArray(embedding)
    ? typeof embedding[0] === 'number'
    : typeof embedding === 'string' && embedding !== '';
}
